using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace OpsFunctions.Tests.Evidence;

/// <summary>A time-stamp service of one's own: a root, a certificate for time stamps under it, and answers by RFC 3161.</summary>
internal sealed class TimeStampAuthority : IDisposable
{
    private static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly RSA _rootKey = RSA.Create(2048);
    private readonly RSA _key = RSA.Create(2048);
    private readonly X509Certificate2 _certificate;

    public TimeStampAuthority(string name, string use = "1.3.6.1.5.5.7.3.8")
    {
        var root = new CertificateRequest($"CN={name} root", _rootKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        root.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(root.PublicKey, false));
        Root = root.CreateSelfSigned(From, From.AddYears(30));
        var stamping = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        stamping.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: true));
        using var issued = stamping.Create(Root, From, From.AddYears(20), [1, 2, 3, 4]);
        _certificate = issued.CopyWithPrivateKey(_key);
    }

    public X509Certificate2 Root { get; }

    /// <summary>Answers a request as such a service does: a status and the token.</summary>
    public byte[] Answer(byte[] request, DateTimeOffset at)
    {
        if (!Rfc3161TimestampRequest.TryDecode(request, out var asked, out _))
            throw new InvalidOperationException("no request");
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
                writer.WriteInteger(0);
            writer.WriteEncodedValue(Token(asked.GetMessageHash().ToArray(), at, asked.GetNonce()));
        }
        return writer.Encode();
    }

    /// <summary>A token on a hash.</summary>
    public byte[] Token(byte[] hash, DateTimeOffset at, ReadOnlyMemory<byte>? nonce = null)
    {
        var info = new Rfc3161TimestampTokenInfo(
            new Oid("1.2.3.4.5"), new Oid("2.16.840.1.101.3.4.2.1"), hash, new byte[] { 9 }, at, null, false, nonce);
        var cms = new SignedCms(new ContentInfo(new Oid("1.2.840.113549.1.9.16.1.4"), info.Encode()), detached: false);
        var signer = new CmsSigner(_certificate)
        {
            DigestAlgorithm = new Oid("2.16.840.1.101.3.4.2.1"),
            IncludeOption = X509IncludeOption.EndCertOnly,
        };
        signer.SignedAttributes.Add(new AsnEncodedData(new Oid("1.2.840.113549.1.9.16.2.47"), SigningCertificate()));
        cms.ComputeSignature(signer);
        return cms.Encode();
    }

    public void Dispose()
    {
        _certificate.Dispose();
        Root.Dispose();
        _key.Dispose();
        _rootKey.Dispose();
    }

    // ESSCertIDv2 of the signer, by the default SHA-256.
    private byte[] SigningCertificate()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
            writer.WriteOctetString(SHA256.HashData(_certificate.RawData));
        return writer.Encode();
    }
}
