namespace OpsFunctions.Orchestrations.Arm;

/// <summary>A region's name becomes part of a host name and of a query, so it is checked before it is used.</summary>
internal static class RegionName
{
    /// <exception cref="FormatException">The name holds anything but lower-case letters and digits.</exception>
    public static void Check(string region)
    {
        if (!IsRegion(region))
            throw new FormatException($"'{region}' is no region's name: lower-case letters and digits, such as westeurope");
    }

    public static bool IsRegion(string text) =>
        text.Length is > 0 and <= 40 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c));
}
