using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.FunctionsHost.Hub;
using OpsFunctions.FunctionsHost.Rpc;

namespace OpsFunctions.FunctionsHost;

/// <summary>The host's gRPC side, on a free port of loopback: the worker protocol and Durable's.</summary>
internal sealed class RpcServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RpcServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<RpcServer> StartAsync(ExpectedWorkers workers, TaskHub hub, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRouting().AddGrpc(grpc =>
        {
            // Histories travel whole; who may dial is on this machine and knows the worker's id.
            grpc.MaxReceiveMessageSize = null;
            grpc.MaxSendMessageSize = null;
        });
        builder.Services.AddSingleton(workers).AddSingleton(hub).AddSingleton<FunctionRpcService>().AddSingleton<Sidecar>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        var app = builder.Build();
        app.UseRouting();
        app.MapGrpcService<FunctionRpcService>();
        app.MapGrpcService<Sidecar>();
        await app.StartAsync(cancellation);
        return new RpcServer(app);
    }

    public async ValueTask DisposeAsync()
    {
        // Whoever still waits for an instance is cut off.
        await _app.StopAsync(new CancellationToken(true));
        await _app.DisposeAsync();
    }
}
