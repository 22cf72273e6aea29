using System.Text.RegularExpressions;
using OpsFunctions.Orchestrations.Machines.Sizes;

namespace OpsFunctions.Orchestrations.Rightsizing.Sizes;

/// <summary>
/// Sizes that share a reservation: the group is the family, except where Azure counts several groups in one family. Source:
/// Microsoft Learn, instance size flexibility, and the ratio list published with it.
/// </summary>
public static partial class FlexibilityGroup
{
    // In this family the first generation of burstable sizes has two groups.
    private const string Burstable = "standardBSFamily";

    // D11 to D15 are the sizes with much memory of the first D generations.
    private const int FirstHighMemory = 11;

    private static readonly HashSet<string> WithHighMemory = new(StringComparer.OrdinalIgnoreCase)
    {
        "standardDFamily", "standardDSFamily", "standardDv2Family", "standardDSv2Family",
    };

    /// <summary>Name of a size's group; equal names, ignoring case, share a reservation.</summary>
    public static string Of(Size size)
    {
        var name = NamePattern().Match(size.Name);
        // A name that says nothing shares with no other size.
        if (!name.Success || size.Family.Length == 0)
            return size.Name;
        var number = int.Parse(name.Groups["number"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
        var letters = name.Groups["letters"].Value.ToLowerInvariant();
        if (Is(size, Burstable))
            return letters == "ms" ? $"{size.Family} High Memory" : size.Family;
        if (WithHighMemory.Contains(size.Family))
            return number >= FirstHighMemory ? $"{size.Family} High Memory" : size.Family;
        if (Is(size, "standardMSFamily"))
            return size.Family + OfM(number, letters);
        if (Is(size, "standardMSv2Family"))
            // M416s_8_v2 to M416s_10_v2 are counted among those with much memory, too.
            return letters == "ms" || name.Groups["step"].Length > 0 ? $"{size.Family} High Memory" : size.Family;
        // Each of them is a group of its own.
        return size.Family.EndsWith("MediumMemoryv2Family", StringComparison.OrdinalIgnoreCase) ? size.Name : size.Family;
    }

    private static string OfM(int vcpus, string letters) => (vcpus < 64, letters) switch
    {
        (_, "ts") => " Fractional Tiny",
        (_, "ls") => " Fractional Large",
        (true, "ms" or "m") => " Fractional High Memory",
        (false, "ms" or "m") => " High Memory",
        (true, _) => " Fractional",
        (false, _) => "",
    };

    private static bool Is(Size size, string family) => string.Equals(size.Family, family, StringComparison.OrdinalIgnoreCase);

    // Standard_M416-208ms_v2: series, number, vCPUs where constrained, letters, and what comes before the generation.
    [GeneratedRegex("^Standard_[A-Z]+(?<number>[0-9]{1,4})(-[0-9]+)?(?<letters>[a-z]*)(_(?<step>[0-9]+))?(_|$)", RegexOptions.IgnoreCase
        | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex NamePattern();
}
