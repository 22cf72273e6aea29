using System.Globalization;

namespace OpsFunctions.Stages;

/// <summary>What follows a command's name.</summary>
internal static class Arguments
{
    /// <exception cref="FormatException">The value is no whole number above zero.</exception>
    public static int Number(string[] args, string name, int standard)
    {
        var at = Array.IndexOf(args, name);
        if (at < 0)
            return standard;
        return at + 1 < args.Length && int.TryParse(args[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number > 0
            ? number
            : throw new FormatException($"{name} needs a whole number above zero");
    }
}
