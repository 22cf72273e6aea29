using System.Security.Cryptography;
using System.Text;
using OpsFunctions.Orchestrations.Settings;

namespace OpsFunctions.Functions.Http;

/// <summary>
/// The app's own keys, known only by their SHA-256; two can be valid at a time, so that one can be replaced. An entry is the
/// hash alone, which makes an operator, or the hash and its roles behind it, separated by spaces.
/// </summary>
public sealed class AccessKeys
{
    public const string Header = "x-ops-key";
    private const int LongestKey = 200;

    private readonly (byte[] Hash, Caller Caller)[] _keys;

    /// <exception cref="SettingsException">An entry has no hash at its front or an unknown role behind it.</exception>
    public AccessKeys(IEnumerable<string> entries)
    {
        _keys = [.. entries.Select(Read)];
        var byHash = _keys.ToLookup(
            key => Convert.ToHexString(key.Hash), key => string.Join(' ', key.Caller.Roles), StringComparer.Ordinal);
        if (byHash.Any(roles => roles.Distinct(StringComparer.Ordinal).Count() > 1))
            throw new SettingsException(["Ops:KeyHashes holds one hash twice, with different roles; a key has one entry"]);
    }

    /// <summary>What a settings file carries of a key.</summary>
    public static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>Who sends this key; null for a wrong one, which takes as long.</summary>
    internal Caller? Find(string? key)
    {
        if (key is null or "" || key.Length > LongestKey)
            return null;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        Caller? found = null;
        foreach (var (known, caller) in _keys)
            found = CryptographicOperations.FixedTimeEquals(hash, known) ? caller : found;
        return found;
    }

    private static (byte[] Hash, Caller Caller) Read(string entry)
    {
        var parts = entry.Trim().Split(' ', 2);
        var hash = HashIn(parts[0]);
        if (!Roles.TryRead(parts.Length == 1 ? Roles.NameOf(Role.Operator) : parts[1], out var roles))
            throw new SettingsException([$"Ops:KeyHashes holds an entry with an unknown role behind its hash; roles are {Roles.Names}"]);
        return (hash, new Caller($"key:{Convert.ToHexStringLower(hash)[..8]}", roles));
    }

    private static byte[] HashIn(string text)
    {
        try
        {
            var bytes = Convert.FromHexString(text);
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
