using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpsFunctions.FunctionsHost.Rpc;
using Yarp.ReverseProxy.Forwarder;

namespace OpsFunctions.FunctionsHost.Http;

/// <summary>
/// HTTP on loopback: functions below the route prefix, each request forwarded to the worker's own web server. No CORS, and no name but this
/// machine's: a page from elsewhere whose name leads here by DNS is refused.
/// </summary>
internal sealed class HttpFront(
    LocalHostOptions options, string routePrefix, WorkMeter meter, HttpInvocations invocations, ILoggerFactory loggers)
    : IAsyncDisposable
{
    // What is left of a refused body is read for the connection's sake only up to this.
    private const long LongestUnread = 64 << 10;

    private static readonly string[] Names = ["localhost", "127.0.0.1", "[::1]"];

    private WebApplication? _app;

    /// <exception cref="InvalidOperationException">The port is in use.</exception>
    public async Task<Uri> StartAsync(FunctionTable functions, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<ILoggerFactory>(new WithoutForwarder(loggers)).AddRouting().AddHttpForwarder();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxRequestBodyBytes;
            kestrel.Listen(IPAddress.Loopback, options.HttpPort ?? 0);
        });
        _app = builder.Build();
        _app.Use(CountAsync);
        _app.Use(RefuseAsync);
        _app.UseRouting();
        var forwarder = _app.Services.GetRequiredService<IHttpForwarder>();
        foreach (var function in functions.Of("httpTrigger"))
        {
            Map(_app, function, forwarder);
        }

        try
        {
            await _app.StartAsync(cancellation);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new InvalidOperationException(
                $"Port {options.HttpPort} is in use by another program: end that one, or choose another port.", e);
        }

        return new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public Task StopAsync(CancellationToken hurry) => _app?.StopAsync(hurry) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;

    private void Map(WebApplication app, FunctionInfo function, IHttpForwarder forwarder)
    {
        var prefix = routePrefix.Length == 0 ? string.Empty : "/" + routePrefix;
        var route = function.Trigger.Text("route") ?? function.Name;
        var endpoint = app.Map($"{prefix}/{route.TrimStart('/')}", context => invocations.HandleAsync(function, context, forwarder));
        endpoint.WithMetadata(function);
        if (function.Trigger.Raw.TryGetProperty("methods", out var methods) && methods.GetArrayLength() > 0)
        {
            endpoint.WithMetadata(new HttpMethodMetadata(methods.EnumerateArray().Select(m => m.GetString()!.ToUpperInvariant())));
        }
    }

    private async Task CountAsync(HttpContext context, RequestDelegate next)
    {
        meter.Enter();
        try
        {
            await next(context);
        }
        finally
        {
            meter.Leave();
        }
    }

    private static async Task RefuseAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(() =>
        {
            // Else the server would go on reading what nobody wants, for seconds.
            if (context.Response.StatusCode >= StatusCodes.Status400BadRequest && MayHaveMore(context))
            {
                context.Response.Headers.Connection = "close";
            }

            return Task.CompletedTask;
        });
        if (!Names.Contains(context.Request.Host.Host, StringComparer.OrdinalIgnoreCase))
        {
            await HostProblem.WriteAsync(context, StatusCodes.Status421MisdirectedRequest);
            return;
        }

        await next(context);
        var isOurs = context.GetEndpoint()?.Metadata.GetMetadata<FunctionInfo>() is null;
        if (isOurs && !context.Response.HasStarted && context.Response.StatusCode >= StatusCodes.Status400BadRequest)
        {
            await HostProblem.WriteAsync(context, context.Response.StatusCode);
        }
    }

    private static bool MayHaveMore(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true }
        && context.Request.ContentLength is null or > LongestUnread;

    // The host says itself what became of a request; the forwarder calls it a warning where a client went away.
    private sealed class WithoutForwarder(ILoggerFactory loggers) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) =>
            categoryName.StartsWith("Yarp", StringComparison.Ordinal) ? NullLogger.Instance : loggers.CreateLogger(categoryName);

        public void AddProvider(ILoggerProvider provider) => loggers.AddProvider(provider);

        // They are the host's.
        public void Dispose()
        {
        }
    }
}
