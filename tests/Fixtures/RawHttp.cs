using System.Net.Sockets;
using System.Text;

namespace OpsFunctions.Tests.Fixtures;

/// <summary>HTTP by hand: what no client library would send.</summary>
internal static class RawHttp
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>Sends a text as it is and reads until the other side ends, or <paramref name="until"/> has come.</summary>
    public static async Task<string> SendAsync(Uri address, string text, string? until = null)
    {
        using var guard = new CancellationTokenSource(Longest);
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, guard.Token);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text), guard.Token);
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        while (until is null || !answer.ToString().Contains(until, StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(buffer, guard.Token) is not (> 0 and var read))
                break;
            answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
        return answer.ToString();
    }

    /// <summary>Sends a head and then zeros in chunks, until the other side takes no more.</summary>
    /// <returns>What was answered, and how many bytes were sent; -1 where the connection did not end.</returns>
    public static async Task<(string Answer, long Sent)> FloodAsync(Uri address, string head, long atMost)
    {
        using var guard = new CancellationTokenSource(Longest);
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, guard.Token);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head), guard.Token);
        var reading = ReadAsync(stream, guard.Token);
        var chunk = new byte[(1 << 20) + 10];
        "100000\r\n"u8.CopyTo(chunk);
        "\r\n"u8.CopyTo(chunk.AsSpan(chunk.Length - 2));
        var sent = 0L;
        try
        {
            for (; sent < atMost; sent += 1 << 20)
                await stream.WriteAsync(chunk, guard.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The other side has ended it, or takes no more.
            sent = e is OperationCanceledException ? -1 : sent;
        }
        return (await reading, sent);
    }

    private static async Task<string> ReadAsync(NetworkStream stream, CancellationToken ct)
    {
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (await stream.ReadAsync(buffer, ct) is > 0 and var read)
                answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // Cut off; what came before counts.
        }
        return answer.ToString();
    }

    public static int StatusOf(string answer) =>
        answer.Split(' ') is [_, var status, ..] && int.TryParse(
            status, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : 0;
}
