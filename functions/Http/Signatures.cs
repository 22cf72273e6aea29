using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using OpsFunctions.Orchestrations.Notifications;
using OpsFunctions.Orchestrations.Settings;

namespace OpsFunctions.Functions.Http;

/// <summary>
/// Requests signed with a shared secret: HMAC-SHA256, in hexadecimal, over timestamp (Unix seconds), method, path with query and body,
/// a line feed between each two.
/// </summary>
internal sealed class Signatures(Signers signers, AzureSettings settings, TimeProvider time, UsedSignatures used)
{
    public const string SignerHeader = "x-ops-signer";
    public const string TimestampHeader = MessageSignature.TimestampHeader;
    public const string Header = MessageSignature.Header;
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>The signature, as a caller makes it.</summary>
    public static byte[] Sign(ReadOnlySpan<byte> secret, string timestamp, string method, string pathAndQuery, ReadOnlySpan<byte> body) =>
        MessageSignature.Of(secret, $"{timestamp}\n{method}\n{pathAndQuery}\n", body);

    public async Task<Verdict> CheckAsync(HttpRequest request)
    {
        // What can be told without the body comes first: a stranger's body is not read.
        var timestamp = request.Headers[TimestampHeader].ToString();
        if (signers.Find(request.Headers[SignerHeader].ToString()) is not { } signer || SentIn(request) is not { } sent)
            return Refused("The signature is not right");
        var now = time.GetUtcNow();
        if (MomentIn(timestamp) is not { } moment || (now - moment).Duration() > Tolerance)
            return Refused("The signature's time is not within five minutes of now");
        if (await BoundedBody.ReadAsync(request, settings.MaxBodyBytes, request.HttpContext.RequestAborted) is not { } body)
            return Denials.TooLarge(settings.MaxBodyBytes);

        var expected = Sign(signer.Secret, timestamp, request.Method, request.GetEncodedPathAndQuery(), body.Span);
        if (!CryptographicOperations.FixedTimeEquals(expected, sent))
            return Refused("The signature is not right");
        // Reading twice is harmless.
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            return signer.Caller;
        return used.Use(expected, moment + Tolerance, now) switch
        {
            SignatureUse.First => signer.Caller,
            SignatureUse.Again => Refused("The signature was used before"),
            _ => new Denial(
                StatusCodes.Status429TooManyRequests, "Too many signed requests",
                "More signatures came within ten minutes than are remembered; sign and send again later.", Tolerance),
        };
    }

    private static Denial Refused(string title) => new(
        StatusCodes.Status401Unauthorized, title,
        $"Sign with HMAC-SHA256 and a signer's secret, for each request anew: {TimestampHeader} (Unix seconds), method, path with query, body, a line feed between each two; "
        + $"send it in hexadecimal as {Header}, with {TimestampHeader} and {SignerHeader}. The setting Ops__Signers__{{name}}__Secret holds the secret.");

    private static byte[]? SentIn(HttpRequest request)
    {
        var text = request.Headers[Header].ToString();
        var bytes = new byte[HMACSHA256.HashSizeInBytes];
        return text.Length == bytes.Length * 2 && Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done ? bytes : null;
    }

    private static DateTimeOffset? MomentIn(string timestamp) =>
        // Ten digits last until 2286, and no more of them can overflow.
        timestamp.Length == 10 && long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
