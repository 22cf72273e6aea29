using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using Azure.Core;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Evidence;

/// <summary>Asks a time-stamp service for a token on a head, by RFC 3161 over HTTP. It learns the hash and nothing else.</summary>
public sealed class TimeStampService(AzureClients clients, EvidenceOptions options)
{
    private const int LongestAnswer = 64 << 10;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Whether the settings name one.</summary>
    public bool IsSet => options.Service is not null;

    /// <returns>The token; throttled where trying again may help, refused where it will not.</returns>
    public async Task<Outcome<byte[]>> StampAsync(string hash, CancellationToken ct)
    {
        var asked = Rfc3161TimestampRequest.CreateFromHash(
            Convert.FromHexString(hash), HashAlgorithmName.SHA256, requestSignerCertificates: true,
            nonce: RandomNumberGenerator.GetBytes(16));
        try
        {
            using var message = clients.HooksPipeline.CreateMessage();
            message.BufferResponse = false;
            message.NetworkTimeout = Longest;
            message.Request.Method = RequestMethod.Post;
            message.Request.Uri.Reset(options.Service!);
            message.Request.Headers.Add("Content-Type", "application/timestamp-query");
            message.Request.Headers.Add("Accept", "application/timestamp-reply");
            message.Request.Content = RequestContent.Create(asked.Encode());
            await clients.HooksPipeline.SendAsync(message, ct);
            var status = message.Response.Status;
            if (status is 408 or 429 or >= 500)
                return Outcome.Throttled<byte[]>(
                    RetryAfter.SecondsOf(message.Response) ?? 0, $"the time-stamp service answers HTTP {status}");
            if (status is < 200 or >= 300)
                return Outcome.Refused<byte[]>("TimeStamp", $"the time-stamp service answers HTTP {status}");
            return Outcome.Done(TokenIn(asked, await ReadAsync(message.Response.ContentStream, ct), hash));
        }
        catch (CryptographicException e)
        {
            return Outcome.Refused<byte[]>(
                "TimeStamp", $"the time-stamp service's answer is no token for this head: {Words.OneLine(e.Message)}");
        }
        catch (EvidenceFormException e)
        {
            return Outcome.Refused<byte[]>("TimeStamp", $"the time-stamp service's answer is no token for this head: {e.Message}");
        }
        catch (Exception e) when (RequestFailure.Of(e, ct) is { } failure)
        {
            return Outcome.Throttled<byte[]>(0, failure.Words);
        }
    }

    private static byte[] TokenIn(Rfc3161TimestampRequest asked, byte[] answer, string hash)
    {
        var token = asked.ProcessResponse(answer, out _).AsSignedCms().Encode();
        return HeadStamp.Read(token, []).Hash == hash ? token : throw new CryptographicException("it is of another hash");
    }

    private static async Task<byte[]> ReadAsync(Stream? content, CancellationToken ct)
    {
        var (buffer, held) = (new byte[LongestAnswer], 0);
        for (int read; content is not null && (read = await content.ReadAsync(buffer.AsMemory(held), ct)) > 0;)
            if ((held += read) == buffer.Length)
                throw new CryptographicException($"it is longer than {LongestAnswer} bytes");
        return buffer[..held];
    }
}
