using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpsFunctions.Local;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Hosting;

/// <summary>A function app of some types, in manual time.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly IHost _host;

    private TestHost(IHost host, ManualTime time)
    {
        _host = host;
        Time = time;
        Local = host.Services.GetRequiredService<LocalHost>();
        Http = new HttpClient();
    }

    public ManualTime Time { get; }

    public LocalHost Local { get; }

    public HttpClient Http { get; }

    public IServiceProvider Services => _host.Services;

    public static async Task<TestHost> StartAsync(
        Type[] functions, ManualTime? time = null, LocalHostOptions? options = null, Action<FunctionsApplicationBuilder>? configure = null, params (string Key, string Value)[] settings)
    {
        time ??= new ManualTime();
        var builder = FunctionsApplication.CreateBuilder([]);
        builder.ConfigureFunctionsWebApplication();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings.Select(s => new KeyValuePair<string, string?>(s.Key, s.Value)));
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton((options ?? new LocalHostOptions { HttpPort = 0 }) with { FunctionTypes = functions });
        builder.Services.AddSingleton(new Journal());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        configure?.Invoke(builder);
        var host = builder.Build();
        try
        {
            await host.StartAsync(TestContext.Current.CancellationToken);
        }
        catch
        {
            host.Dispose();
            throw;
        }

        var test = new TestHost(host, time);
        test.Http.BaseAddress = test.Local.Address;
        return test;
    }

    public IEnumerable<string> Journal => _host.Services.GetRequiredService<Journal>().Lines;

    public Task IdleAsync() => Local.Work.WhenIdleAsync().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    public async Task AdvanceAsync(TimeSpan by)
    {
        await IdleAsync();
        var target = Time.GetUtcNow() + by;
        while (Time.NextDue() <= target)
        {
            Time.Jump();
            await IdleAsync();
        }

        Time.MoveTo(target);
        await IdleAsync();
    }

    public Task StopAsync() => _host.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _host.StopAsync(new CancellationToken(true));
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}

/// <summary>The console's lifetime would keep a signal from ending the tests.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>What the functions of a test did.</summary>
internal sealed class Journal
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    public void Add(string line)
    {
        lock (_gate)
        {
            _lines.Add(line);
        }
    }
}
