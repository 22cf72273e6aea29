using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using OpsFunctions.Orchestrations.Notifications;
using OpsFunctions.Orchestrations.Settings;

namespace OpsFunctions.Functions.Http.Signing;

/// <summary>
/// Requests that Grafana signs in its own form: HMAC-SHA256, in hexadecimal, over timestamp (Unix seconds), a colon and the body. It signs
/// the body alone where its contact point names no header for the timestamp; that would be good for ever, and is refused.
/// </summary>
internal sealed class GrafanaSignatures(Signers signers, AzureSettings settings, TimeProvider time)
{
    public const string Header = "X-Grafana-Alerting-Signature";

    /// <summary>The signature, as Grafana makes it.</summary>
    public static byte[] Sign(ReadOnlySpan<byte> secret, string timestamp, ReadOnlySpan<byte> body) =>
        MessageSignature.Of(secret, $"{timestamp}:", body);

    /// <param name="mostBody">Bytes of a body that are read.</param>
    public async Task<Verdict> CheckAsync(HttpRequest request, int mostBody)
    {
        // What can be told without the body comes first: a stranger's body is not read.
        var timestamp = request.Headers[settings.Grafana.TimestampHeader].ToString();
        if (signers.Find(settings.Grafana.Signer ?? "") is not { } signer)
            return Refused("Signatures of Grafana are not taken here");
        if (timestamp.Length == 0)
            return Refused("The signature of Grafana has no timestamp");
        if (Signatures.MomentIn(timestamp) is not { } moment || (time.GetUtcNow() - moment).Duration() > Signatures.Tolerance)
            return Refused("The signature's time is not within five minutes of now");
        if (Signatures.SentIn(request.Headers[Header].ToString()) is not { } sent)
            return Refused("The signature of Grafana is not right");
        var most = Math.Min(mostBody, settings.MaxBodyBytes);
        if (await BoundedBody.ReadAsync(request, most, request.HttpContext.RequestAborted) is not { } body)
            return Denials.TooLargeHere(most);

        var expected = Sign(signer.Secret, timestamp, body.Span);
        return CryptographicOperations.FixedTimeEquals(expected, sent)
            ? new Verdict(signer.Caller, null, new OnceSignature(signer.Name, expected, moment))
            : Refused("The signature of Grafana is not right");
    }

    private Denial Refused(string title) => new(
        StatusCodes.Status401Unauthorized, title,
        $"Set in Grafana's contact point, under HMAC signature, the secret of a signer, the header {Header} and the timestamp header "
        + $"{settings.Grafana.TimestampHeader}; the setting Ops__Grafana__Signer names the signer.");
}
