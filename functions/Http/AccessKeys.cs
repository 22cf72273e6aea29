using System.Security.Cryptography;
using System.Text;

namespace OpsFunctions.Functions.Http;

/// <summary>The app's own keys, known only by their SHA-256; two can be valid at a time, so that one can be replaced.</summary>
public sealed class AccessKeys(IEnumerable<string> hashes)
{
    public const string Header = "x-ops-key";
    private const int LongestKey = 200;

    private readonly byte[][] _hashes = [.. hashes.Select(Read)];

    /// <summary>What a settings file carries of a key.</summary>
    public static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>True for a valid key; takes as long for a wrong one.</summary>
    public bool Accepts(string? key)
    {
        if (key is null or "" || key.Length > LongestKey)
            return false;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        var accepted = false;
        foreach (var known in _hashes)
            accepted |= CryptographicOperations.FixedTimeEquals(hash, known);
        return accepted;
    }

    private static byte[] Read(string hash)
    {
        try
        {
            var bytes = Convert.FromHexString(hash);
            if (bytes.Length == SHA256.HashSizeInBytes)
                return bytes;
        }
        catch (FormatException)
        {
            // Said below, without the value: somebody may have put the key itself there.
        }
        throw new SettingsException(["Ops:KeyHashes holds an entry that is no SHA-256 in hexadecimal (64 digits)"]);
    }
}
