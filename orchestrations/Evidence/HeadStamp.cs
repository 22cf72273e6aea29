using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace OpsFunctions.Orchestrations.Evidence;

/// <summary>What a time-stamp service says of a head, by RFC 3161.</summary>
/// <param name="Hash">The head: 64 lower-case hexadecimal digits.</param>
/// <param name="At">When it was stamped, by the service's clock, UTC.</param>
/// <param name="Signer">Subject of the certificate that signed it.</param>
/// <param name="IsTrusted">That certificate leads to one of the roots that were given, and is one for time stamps.</param>
public sealed record HeadStamp(string Hash, DateTimeOffset At, string Signer, bool IsTrusted)
{
    private const string Sha256 = "2.16.840.1.101.3.4.2.1";
    private const string TimeStamping = "1.3.6.1.5.5.7.3.8";

    /// <summary>Reads a token and checks its signature, without a network.</summary>
    /// <param name="roots">Certificates of authorities that are trusted; empty: the signer is read and not trusted.</param>
    /// <exception cref="EvidenceFormException">It is no token, not of a SHA-256, or its signature is wrong.</exception>
    public static HeadStamp Read(ReadOnlyMemory<byte> token, X509Certificate2Collection roots)
    {
        if (!Rfc3161TimestampToken.TryDecode(token, out var stamp, out var read) || read != token.Length)
            throw new EvidenceFormException("it is no token of RFC 3161, or its signer's certificate is none for time stamps");
        var info = stamp.TokenInfo;
        if (info.HashAlgorithmId.Value != Sha256)
            throw new EvidenceFormException("it is a time stamp of something else than a SHA-256");
        var hash = info.GetMessageHash();
        if (!stamp.VerifySignatureForHash(hash.Span, HashAlgorithmName.SHA256, out var signer, roots))
            throw new EvidenceFormException(
                "its signature is wrong, or the signer's certificate is none for time stamps, or is in neither token nor roots");
        using (signer)
            return new(Convert.ToHexStringLower(hash.Span), info.Timestamp.ToUniversalTime(), signer.Subject, IsOf(roots, signer, stamp));
    }

    private static bool IsOf(X509Certificate2Collection roots, X509Certificate2 signer, Rfc3161TimestampToken stamp)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(roots);
        policy.ExtraStore.AddRange(stamp.AsSignedCms().Certificates);
        policy.ApplicationPolicy.Add(new Oid(TimeStamping));
        // Without a network, and at the moment of the stamp: certificates of such services expire, what they stamped does not.
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.VerificationTime = stamp.TokenInfo.Timestamp.LocalDateTime;
        return roots.Count > 0 && chain.Build(signer);
    }
}
