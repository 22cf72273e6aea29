using System.Globalization;

namespace OpsFunctions.Orchestrations.Machines.Sizes;

/// <summary>
/// What a size's name says of its platform: <c>Standard_D4as_v5</c> is series D, maker AMD, version 5. The letters are those of
/// Microsoft Learn's page on naming conventions of virtual machine sizes.
/// </summary>
/// <param name="Series">Letters before the number of vCPUs, the <c>S</c> of old premium sizes left out: <c>D</c>, <c>NC</c>.</param>
/// <param name="Maker">Intel, AMD or Arm.</param>
/// <param name="Version">Generation of the hardware; 1 where the name has none.</param>
internal sealed record SizeName(string Series, string Maker, int Version)
{
    /// <summary>Null where the name does not follow the convention.</summary>
    public static SizeName? Read(string name)
    {
        var parts = name.Split('_');
        if (parts.Length < 2 || parts[0] is not ("Standard" or "Basic"))
            return null;
        var letters = parts[1].TakeWhile(char.IsAsciiLetter).Count();
        var features = parts[1][letters..].TrimStart("0123456789-".ToCharArray());
        if (letters == 0 || letters == parts[1].Length)
            return null;
        var series = parts[1][..letters];
        return new(
            letters > 1 && series.EndsWith('S') ? series[..^1] : series,
            features.Contains('p', StringComparison.Ordinal) ? "Arm" : features.Contains('a', StringComparison.Ordinal) ? "AMD" : "Intel",
            parts[^1].StartsWith('v') && int.TryParse(parts[^1].AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
                ? version
                : 1);
    }
}
