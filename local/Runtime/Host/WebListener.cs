using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OpsFunctions.Local.Host;

/// <summary>HTTP on loopback: functions below the route prefix, Event Grid's webhook beside them. No CORS.</summary>
internal sealed class WebListener(
    IReadOnlyList<FunctionEntry> functions, HttpFunctions http, EventGridWebhook events, HostJson hostJson, LocalHostOptions options, WorkMeter meter, ILoggerFactory loggers)
    : IAsyncDisposable
{
    private WebApplication? _app;

    public async Task<Uri> StartAsync(CancellationToken cancellation)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers).AddRouting();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxRequestBodyBytes;
            kestrel.Listen(IPAddress.Loopback, options.HttpPort ?? 0);
        });
        _app = builder.Build();
        _app.Use(CountAsync);
        _app.UseRouting();
        Map(_app);
        await _app.StartAsync(cancellation);
        var addresses = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return new Uri(addresses.First());
    }

    public Task StopAsync(CancellationToken hurry) => _app?.StopAsync(hurry) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;

    private void Map(WebApplication app)
    {
        var prefix = hostJson.RoutePrefix.Length == 0 ? string.Empty : "/" + hostJson.RoutePrefix;
        foreach (var entry in functions)
        {
            if (entry.Trigger is HttpTriggerAttribute trigger)
            {
                var pattern = $"{prefix}/{(trigger.Route ?? entry.Name).TrimStart('/')}";
                var route = app.Map(pattern, context => http.HandleAsync(entry, context));
                if (trigger.Methods is { Length: > 0 } methods)
                {
                    route.WithMetadata(new Microsoft.AspNetCore.Routing.HttpMethodMetadata(methods.Select(m => m.ToUpperInvariant())));
                }
            }
        }

        app.Map(EventGridWebhook.Path, events.HandleAsync);
    }

    private async Task CountAsync(Microsoft.AspNetCore.Http.HttpContext context, Microsoft.AspNetCore.Http.RequestDelegate next)
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
}
