using System.Security.Cryptography;
using System.Text;

namespace OpsFunctions.Orchestrations.Notifications;

/// <summary>HMAC-SHA256 over a text and the body behind it: of requests that come in and of messages that go out.</summary>
public static class MessageSignature
{
    /// <summary>Carries the moment of signing, Unix seconds; it is part of what is signed.</summary>
    public const string TimestampHeader = "x-ops-timestamp";

    /// <summary>Carries the signature, in lower-case hexadecimal.</summary>
    public const string Header = "x-ops-signature";

    /// <param name="before">What stands before the body: at least the moment.</param>
    public static byte[] Of(ReadOnlySpan<byte> secret, string before, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hmac.AppendData(Encoding.UTF8.GetBytes(before));
        hmac.AppendData(body);
        return hmac.GetHashAndReset();
    }
}
