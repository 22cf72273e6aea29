using System.Text.RegularExpressions;

namespace OpsFunctions.FunctionsHost.Queues;

/// <summary>Names of queues: 3 to 63 lower-case letters, figures and single hyphens, the latter neither first nor last.</summary>
internal static partial class QueueName
{
    private const string PoisonSuffix = "-poison";

    /// <summary><c>%Name%</c> stands for a setting; a setting that is missing, or what is no name, stops the start.</summary>
    public static string Parse(string function, string text, Func<string, string?> setting)
    {
        // Officially, too, a name is brought into lower case first.
        var name = NamedSettings.Resolve(text, setting, $"Queue function '{function}'").ToLowerInvariant();
        return IsValid(name)
            ? name
            : throw new InvalidOperationException($"Queue function '{function}': '{name}' is no name of a queue: "
                + "3 to 63 letters, figures and single hyphens, with a letter or figure first and last.");
    }

    /// <summary>Where messages go that nothing helps; null for a poison queue itself, and where the name would be too long.</summary>
    public static string? Poison(string name) =>
        !name.EndsWith(PoisonSuffix, StringComparison.Ordinal) && IsValid(name + PoisonSuffix) ? name + PoisonSuffix : null;

    private static bool IsValid(string name) => name.Length is >= 3 and <= 63 && Form().IsMatch(name);

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form();
}
