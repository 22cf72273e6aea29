using Azure.Core;
using Azure.Core.Pipeline;

namespace OpsFunctions.Simulator;

/// <summary>
/// Sends every request of an Azure client to a simulated Azure, whatever address it was meant for; the address meant
/// travels in the header <see cref="HostHeader"/>. With the simulator's address alone it works from another process, too.
/// </summary>
public sealed class LoopbackTransport : HttpPipelineTransport, IDisposable
{
    /// <summary>Carries the host that the client asked for.</summary>
    public const string HostHeader = "x-sim-host";

    private readonly HttpMessageHandler _handler;
    private readonly HttpClient _client;
    private readonly HttpClientTransport _inner;
    private readonly Uri _address;

    /// <summary>A transport to the simulated Azure at <paramref name="address"/>.</summary>
    public LoopbackTransport(Uri address)
        : this(address, new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false })
    {
    }

    internal LoopbackTransport(Uri address, HttpMessageHandler handler)
    {
        ArgumentNullException.ThrowIfNull(address);
        _address = address;
        _handler = handler;
        // The pipeline has its own time-outs.
        _client = new HttpClient(_handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        _inner = new HttpClientTransport(_client);
    }

    /// <inheritdoc/>
    public override Request CreateRequest() => _inner.CreateRequest();

    /// <inheritdoc/>
    public override void Process(HttpMessage message)
    {
        var meant = Redirect(message.Request);
        try
        {
            _inner.Process(message);
        }
        finally
        {
            Restore(message.Request, meant);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        var meant = Redirect(message.Request);
        try
        {
            await _inner.ProcessAsync(message);
        }
        finally
        {
            Restore(message.Request, meant);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _inner.Dispose();
        _client.Dispose();
        _handler.Dispose();
    }

    private Meant Redirect(Request request)
    {
        var uri = request.Uri;
        var meant = new Meant(uri.Scheme ?? "https", uri.Host ?? "", uri.Port);
        request.Headers.SetValue(HostHeader, meant.Host);
        uri.Scheme = _address.Scheme;
        uri.Host = _address.Host;
        uri.Port = _address.Port;
        return meant;
    }

    // Retries, paging and long-running operations look at the request again and must see the real address.
    private static void Restore(Request request, Meant meant)
    {
        request.Uri.Scheme = meant.Scheme;
        request.Uri.Host = meant.Host;
        request.Uri.Port = meant.Port;
        request.Headers.Remove(HostHeader);
    }

    private readonly record struct Meant(string Scheme, string Host, int Port);
}
