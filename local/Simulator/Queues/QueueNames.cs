using System.Text.RegularExpressions;

namespace OpsFunctions.Simulator.Queues;

/// <summary>What a queue may be called: 3 to 63 lower-case letters, digits and single dashes, a letter or digit at both ends.</summary>
internal static partial class QueueNames
{
    /// <summary>Null: it may be called that.</summary>
    public static QueueRefusal? Refusal(string name) => name.Length is < 3 or > 63 ? QueueRefusal.NameLength
        : Form().IsMatch(name) ? null
        : QueueRefusal.Name;

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form();
}
