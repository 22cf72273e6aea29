using System.Security.Cryptography;
using System.Text;

namespace OpsFunctions.Local.Hub;

/// <summary>Ids that are a function of a name (RFC 9562, version 5), so that a replay makes the same ones.</summary>
internal static class NameGuid
{
    private static readonly Guid Namespace = new("0a4f1c52-6b0e-4a7e-9a53-8f3c2f0a6d11");

    public static Guid Create(string name)
    {
        var length = Encoding.UTF8.GetByteCount(name);
        Span<byte> bytes = length <= 512 ? stackalloc byte[16 + length] : new byte[16 + length];
        Namespace.TryWriteBytes(bytes, bigEndian: true, out _);
        Encoding.UTF8.GetBytes(name, bytes[16..]);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // The version asks for SHA-1; nothing is protected by it.
        SHA1.HashData(bytes, hash);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
