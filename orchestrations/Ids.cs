using System.Security.Cryptography;
using System.Text;

namespace OpsFunctions.Orchestrations;

/// <summary>
/// Ids derived from what they stand for: the same again for the same. Each is the begin of a text's SHA-256 in lower-case hexadecimal
/// digits; how many says its name. What lies in storage bears them, so none of them may change.
/// </summary>
public static class Ids
{
    private const int PageDigits = 8;
    private const int ShortDigits = 16;
    private const int RequestDigits = 20;
    private const int LongDigits = 32;
    private const int KeyDigits = 64;
    private const int GuidLength = 36;

    /// <summary>
    /// Whether the text is a GUID as Azure writes it: 8-4-4-4-12 hexadecimal digits and nothing else. The library's own reading also takes
    /// braces, white space around it, signs and <c>0x</c>, and then the text is no id of anything.
    /// </summary>
    public static bool IsGuid(string text) =>
        text.Length == GuidLength && text.All(letter => letter == '-' || char.IsAsciiHexDigit(letter))
            && Guid.TryParseExact(text, "D", out _);

    /// <summary>Whether the text is all 64 digits, as <see cref="Key"/> makes them.</summary>
    public static bool IsKey(string text) =>
        text.Length == KeyDigits && text.All(letter => char.IsAsciiDigit(letter) || letter is >= 'a' and <= 'f');

    /// <summary><paramref name="prefix"/> and 16 digits; case does not matter.</summary>
    public static string Short(string prefix, string text) => prefix + Key(text.ToLowerInvariant())[..ShortDigits];

    /// <summary><paramref name="prefix"/> and 32 digits; case does not matter.</summary>
    public static string Long(string prefix, string text) => prefix + Key(text.ToLowerInvariant())[..LongDigits];

    /// <summary><paramref name="prefix"/> and all 64 digits; case does not matter.</summary>
    public static string Whole(string prefix, string text) => prefix + Key(text.ToLowerInvariant());

    /// <summary>8 digits, which tell a run's few queries apart; case matters.</summary>
    public static string Page(string text) => Key(text)[..PageDigits];

    /// <summary>20 digits, of what a caller sent with a request; case matters.</summary>
    public static string Request(string text) => Key(text)[..RequestDigits];

    /// <summary>All 64 digits; case matters.</summary>
    public static string Key(string text) => Key(Encoding.UTF8.GetBytes(text));

    /// <summary>All 64 digits, of what need not be a text.</summary>
    public static string Key(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
