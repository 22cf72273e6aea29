using OpsFunctions.Orchestrations.Fleet;

namespace OpsFunctions.Orchestrations.Drills.Planning;

/// <summary>Names derived from a drill's id, known before anything is made: what is there is found again by them.</summary>
internal static class DrillNames
{
    /// <summary>Tag of everything that a drill makes: its id.</summary>
    public const string Tag = "ops:drill";

    /// <summary>Tag of the group: when the drill is over whatever happens, UTC.</summary>
    public const string ExpiresTag = "ops:expires";

    private const int LongestGroup = 90;
    private const int LongestKey = 40;

    /// <summary>Name of its resource group.</summary>
    public static string Group(string drillId)
    {
        var own = drillId.StartsWith(DrillsCapability.Name + "-", StringComparison.Ordinal)
            ? drillId[(DrillsCapability.Name.Length + 1)..]
            : drillId;
        var name = OwnGroups.Prefix + own;
        return name.Length <= LongestGroup ? name : OwnGroups.Prefix + Ids.Request(drillId);
    }

    public static string GroupId(string subscription, string drillId) => $"/subscriptions/{subscription}/resourceGroups/{Group(drillId)}";

    /// <summary>How names of a machine's parts begin: its number, so that no two are alike, and its name for who reads it.</summary>
    public static string Key(int number, string name)
    {
        var letters = new string([.. name.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-')
            .Take(LongestKey)]);
        return FormattableString.Invariant($"m{number:00}-{letters.Trim('-')}").TrimEnd('-');
    }

    public static string Compute(string groupId, string type, string name) => $"{groupId}/providers/Microsoft.Compute/{type}/{name}";

    public static string Network(string groupId, string type, string name) => $"{groupId}/providers/Microsoft.Network/{type}/{name}";
}
