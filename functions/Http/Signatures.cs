using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using OpsFunctions.Functions.Http.Signing;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Notifications;
using OpsFunctions.Orchestrations.Settings;

namespace OpsFunctions.Functions.Http;

/// <summary>
/// Requests signed with a shared secret: HMAC-SHA256, in hexadecimal, over timestamp (Unix seconds), method, path with query as sent and
/// body, a line feed between each two.
/// </summary>
internal sealed class Signatures(Signers signers, AzureSettings settings, TimeProvider time, UsedSignatures used)
{
    public const string SignerHeader = "x-ops-signer";
    public const string TimestampHeader = MessageSignature.TimestampHeader;
    public const string Header = MessageSignature.Header;
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    // Longest that whoever throws the kill switch waits for what only keeps a repetition out.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>The signature, as a caller makes it.</summary>
    public static byte[] Sign(ReadOnlySpan<byte> secret, string timestamp, string method, string pathAndQuery, ReadOnlySpan<byte> body) =>
        MessageSignature.Of(secret, $"{timestamp}\n{method}\n{pathAndQuery}\n", body);

    public async Task<Verdict> CheckAsync(HttpRequest request)
    {
        // What can be told without the body comes first: a stranger's body is not read.
        var timestamp = request.Headers[TimestampHeader].ToString();
        if (signers.Find(request.Headers[SignerHeader].ToString()) is not { } signer
            || SentIn(request.Headers[Header].ToString()) is not { } sent)
            return Refused("The signature is not right");
        var now = time.GetUtcNow();
        if (MomentIn(timestamp) is not { } moment || (now - moment).Duration() > Tolerance)
            return Refused("The signature's time is not within five minutes of now");
        if (await BoundedBody.ReadAsync(request, settings.MaxBodyBytes, request.HttpContext.RequestAborted) is not { } body)
            return Denials.TooLarge(settings.MaxBodyBytes);

        var expected = Sign(signer.Secret, timestamp, request.Method, SentTarget.Of(request), body.Span);
        if (!CryptographicOperations.FixedTimeEquals(expected, sent))
            return Refused("The signature is not right");
        // Reading twice is harmless.
        return HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
            ? signer.Caller
            : new Verdict(signer.Caller, null, new OnceSignature(signer.Name, expected, moment));
    }

    /// <summary>Takes a signature that is taken once. Called last: what is refused before costs nobody a place.</summary>
    /// <param name="isNeverLimited">Only a repetition that is known keeps it out.</param>
    /// <returns>Null where it is taken.</returns>
    public async Task<Denial?> SpendAsync(OnceSignature once, bool isNeverLimited, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        if (isNeverLimited)
            limit.CancelAfter(Patience);
        var outcome = await Outcome.OfAsync("used signatures", () => used.UseAsync(once, limit.Token), ct);
        if (outcome is { Kind: OutcomeKind.Done, Value: SignatureUse.Again })
            return Refused("The signature was used before");
        if (isNeverLimited || outcome is { Kind: OutcomeKind.Done, Value: SignatureUse.First })
            return null;
        return outcome.Kind == OutcomeKind.Done ? TooMany : Unknown(outcome.Reason);
    }

    private static Denial TooMany { get; } = new(
        StatusCodes.Status429TooManyRequests, "Too many signed requests",
        string.Create(
            CultureInfo.InvariantCulture, $"A signer may sign {UsedSignatures.Share} requests a minute; sign and send again later. ")
        + "Throwing the kill switch is never limited.",
        TimeSpan.FromMinutes(1));

    private static Denial Unknown(string? reason) => new(
        StatusCodes.Status503ServiceUnavailable, "Whether the signature was used before is not known",
        $"The app's storage does not answer, so nothing that is signed is taken but throwing the kill switch. Send it again in a moment. ({reason})",
        TimeSpan.FromSeconds(10));

    private static Denial Refused(string title) => new(
        StatusCodes.Status401Unauthorized, title,
        $"Sign with HMAC-SHA256 and a signer's secret, for each request anew: {TimestampHeader} (Unix seconds), method, path with query, body, a line feed between each two; "
        + $"send it in hexadecimal as {Header}, with {TimestampHeader} and {SignerHeader}. The setting Ops__Signers__{{name}}__Secret holds the secret.");

    /// <summary>A signature as it is sent, in hexadecimal; null where it is none.</summary>
    internal static byte[]? SentIn(string text)
    {
        var bytes = new byte[HMACSHA256.HashSizeInBytes];
        return text.Length == bytes.Length * 2 && Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done
            ? bytes
            : null;
    }

    /// <summary>A moment in Unix seconds; null where it is none.</summary>
    internal static DateTimeOffset? MomentIn(string timestamp) =>
        // Ten digits last until 2286, and no more of them can overflow.
        timestamp.Length == 10 && long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
