using System.Globalization;

namespace OpsFunctions.Stages;

/// <summary>What follows a command's name.</summary>
internal static class Arguments
{
    /// <exception cref="BadArgumentException">The value is no whole number of at least <paramref name="least"/>.</exception>
    public static int Number(string[] args, string name, int standard, int least = 1)
    {
        if (Array.IndexOf(args, name) is var at && at < 0)
            return standard;
        return at + 1 < args.Length && int.TryParse(args[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least
            ? number
            : throw new BadArgumentException($"{name} needs a whole number of at least {least}.");
    }

    /// <exception cref="BadArgumentException">The value is no number.</exception>
    public static double Fraction(string[] args, string name, double standard)
    {
        if (Array.IndexOf(args, name) is var at && at < 0)
            return standard;
        return at + 1 < args.Length
            && double.TryParse(args[at + 1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new BadArgumentException($"{name} needs a number.");
    }
}

/// <summary>An argument that cannot be read; its message says what is needed.</summary>
internal sealed class BadArgumentException(string message) : Exception(message);
