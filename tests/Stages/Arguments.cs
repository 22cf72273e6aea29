using System.Globalization;

namespace OpsFunctions.Stages;

/// <summary>What follows a command's name.</summary>
internal static class Arguments
{
    /// <returns>Null where it is not there, or nothing follows it.</returns>
    public static string? Text(string[] args, string name) =>
        Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

    /// <exception cref="BadArgumentException">The value is no whole number of at least <paramref name="least"/>.</exception>
    public static int Number(string[] args, string name, int standard, int least = 1)
    {
        if (!args.Contains(name, StringComparer.Ordinal))
            return standard;
        return int.TryParse(Text(args, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
            ? number
            : throw new BadArgumentException($"{name} needs a whole number of at least {least}.");
    }

    /// <exception cref="BadArgumentException">The value is no number.</exception>
    public static double Fraction(string[] args, string name, double standard)
    {
        if (!args.Contains(name, StringComparer.Ordinal))
            return standard;
        return double.TryParse(Text(args, name), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new BadArgumentException($"{name} needs a number.");
    }
}

/// <summary>An argument that cannot be read; its message says what is needed.</summary>
internal sealed class BadArgumentException(string message) : Exception(message);
