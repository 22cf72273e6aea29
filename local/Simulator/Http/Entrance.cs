using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OpsFunctions.Simulator.Http;

/// <summary>Where requests come in: inside the process, or through a socket on loopback too. What clients see is the same.</summary>
internal sealed class Entrance : IAsyncDisposable
{
    // Nobody looks this name up: the host that is meant travels in a header.
    private static readonly Uri Inside = new("http://inside.simulated");

    private readonly WebApplication _server;
    private readonly List<LoopbackTransport> _transports = [];

    private ConnectProxy? _proxy;
    private Certificates? _certificates;

    private Entrance(WebApplication server) => _server = server;

    /// <summary>http://127.0.0.1:port; null: inside the process only.</summary>
    public Uri? Address { get; private set; }

    /// <summary>Where clients of any language reach it as a proxy; null: it has none.</summary>
    public Uri? Proxy => _proxy?.Address;

    /// <summary>What a client must trust that comes through the proxy, in PEM; null: there is no proxy.</summary>
    public string? Authority => _certificates?.Authority;

    /// <param name="port">Port of the socket, 0: a free one; null: no socket.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<Entrance> OpenAsync(RequestDelegate answer, int? port, int? proxy, CancellationToken ct)
    {
        var certificates = port is not null && proxy is not null ? new Certificates() : null;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        if (port is { } number)
            Listen(builder.WebHost, number, certificates);
        else
            builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        var server = builder.Build();
        server.Run(answer);
        await server.StartAsync(ct);
        var entrance = new Entrance(server) { _certificates = certificates };
        var features = server.Services.GetRequiredService<IServer>().Features;
        if (port is not null)
            entrance.Address = new Uri(features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
        if (certificates is not null)
            entrance._proxy = ConnectProxy.Open(proxy ?? 0, new Uri(features.GetRequiredFeature<IServerAddressesFeature>()
                .Addresses.Last()).Port);
        return entrance;
    }

    /// <summary>A transport that lives as long as this.</summary>
    public LoopbackTransport CreateTransport()
    {
        var transport = Address is { } address
            ? new LoopbackTransport(address)
            : new LoopbackTransport(Inside, new InsideHandler(_server.GetTestServer().CreateHandler()));
        lock (_transports)
            _transports.Add(transport);
        return transport;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_proxy is not null)
            await _proxy.DisposeAsync();
        // Nothing of it outlives it, so open connections are not waited for.
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _server.StopAsync(now.Token);
        await _server.DisposeAsync();
        _certificates?.Dispose();
        foreach (var transport in _transports)
            transport.Dispose();
    }

    private static void Listen(IWebHostBuilder web, int port, Certificates? certificates) =>
        web.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
    {
        kestrel.Listen(System.Net.IPAddress.Loopback, port);
        if (certificates is not null)
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, socket => socket.UseHttps(tls =>
                tls.ServerCertificateSelector = (_, name) => certificates.For(name ?? "management.azure.com")));
        }
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = 1L << 30;
        // Storage clients send names with characters that a strict header check refuses.
        kestrel.Limits.MaxRequestLineSize = 64 * 1024;
    });
}
