namespace OpsFunctions.Orchestrations.Machines.Load;

/// <summary>
/// Numbers as Azure Monitor writes them: digits, perhaps with a point. An answer for 50 machines holds 1.5 million of them, hence a
/// reader for this form alone.
/// </summary>
internal static class PlainNumber
{
    // Up to here the digits are a whole number that a double holds exactly. So is the power of ten they are divided by, and one
    // division of two exact numbers rounds once: the result is the nearest double, which is what the general parser gives.
    private const int MostDigits = 15;

    private static ReadOnlySpan<double> PowersOfTen =>
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <param name="text">A number that keeps to the grammar of JSON.</param>
    /// <returns>False for an exponent and for more than 15 digits: those are for the general parser.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, out double number)
    {
        number = 0;
        var isNegative = text.Length > 0 && text[0] == '-';
        if (isNegative)
            text = text[1..];
        // The point is one character beside the digits.
        if (text.Length > MostDigits + 1)
            return false;

        long digits = 0;
        var point = text.Length;
        for (var i = 0; i < text.Length; i++)
        {
            var digit = (uint)(text[i] - '0');
            if (digit <= 9)
                digits = digits * 10 + digit;
            else if (text[i] == '.' && point == text.Length)
                point = i;
            else
                return false;
        }
        var decimals = Math.Max(0, text.Length - point - 1);
        if (text.Length - (point < text.Length ? 1 : 0) is 0 or > MostDigits)
            return false;
        number = digits / PowersOfTen[decimals];
        if (isNegative)
            number = -number;
        return true;
    }
}
