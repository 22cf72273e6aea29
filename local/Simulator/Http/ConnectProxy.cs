using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OpsFunctions.Simulator.Http;

/// <summary>
/// A proxy on loopback that takes CONNECT and leads every connection to simulated Azure, whatever host it names: a client in any language
/// that honours HTTPS_PROXY needs nothing else but to trust the certificate. Nothing gets past it to the network.
/// </summary>
internal sealed class ConnectProxy : IAsyncDisposable
{
    private const int LongestHead = 8192;
    private const int MostConnections = 256;

    private static readonly TimeSpan HeadWithin = TimeSpan.FromSeconds(10);

    private readonly TcpListener _listener;
    private readonly int _target;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _free = new(MostConnections);
    private readonly Task _accepting;

    private ConnectProxy(TcpListener listener, int target)
    {
        (_listener, _target) = (listener, target);
        _accepting = AcceptAsync();
    }

    /// <summary>http://127.0.0.1:port.</summary>
    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    /// <param name="port">Its own port, 0: a free one.</param>
    /// <param name="target">Port on loopback where TLS is spoken.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static ConnectProxy Open(int port, int target)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
        }
        catch (SocketException e)
        {
            throw new IOException($"Port {port} for the proxy: {e.Message}", e);
        }
        return new ConnectProxy(listener, target);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
        _free.Dispose();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                await _free.WaitAsync(_stop.Token);
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                open.RemoveAll(static one => one.IsCompleted);
                open.Add(CarryAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
        await Task.WhenAll(open);
    }

    private async Task CarryAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                var stream = client.GetStream();
                if (!(await HeadAsync(stream)).StartsWith("CONNECT ", StringComparison.Ordinal))
                {
                    await stream.WriteAsync(
                        "HTTP/1.1 405 Method Not Allowed\r\nAllow: CONNECT\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), _stop.Token);
                    return;
                }
                using var target = new TcpClient();
                await target.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
                await stream.WriteAsync("HTTP/1.1 200 Connection Established\r\n\r\n"u8.ToArray(), _stop.Token);
                var there = stream.CopyToAsync(target.GetStream(), _stop.Token);
                var back = target.GetStream().CopyToAsync(stream, _stop.Token);
                await await Task.WhenAny(there, back);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // One side went away.
        }
        finally
        {
            _free.Release();
        }
    }

    // Byte by byte: what comes after the head belongs to the connection.
    private async Task<string> HeadAsync(NetworkStream stream)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        soon.CancelAfter(HeadWithin);
        var (head, one) = (new StringBuilder(), new byte[1]);
        while (head.Length < LongestHead && await stream.ReadAsync(one, soon.Token) == 1)
        {
            head.Append((char)one[0]);
            if (head.Length >= 4 && head.ToString(head.Length - 4, 4) == "\r\n\r\n")
                return head.ToString();
        }
        return "";
    }
}
