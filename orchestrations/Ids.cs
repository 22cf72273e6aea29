using System.Security.Cryptography;
using System.Text;

namespace OpsFunctions.Orchestrations;

/// <summary>Ids derived from what they stand for: the same again for the same.</summary>
internal static class Ids
{
    /// <summary><paramref name="prefix"/> and 16 hexadecimal digits of the text's SHA-256; case does not matter.</summary>
    public static string Short(string prefix, string text) =>
        prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToLowerInvariant())))[..16];
}
