using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpsFunctions.Functions;
using OpsFunctions.FunctionsHost;
using OpsFunctions.FunctionsHost.Workers;
using OpsFunctions.Stages;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Hosting;

/// <summary>A function app of some types on the local host, in manual time.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly InProcessWorker _worker;
    private readonly Journal _journal;

    private TestHost(LocalHost local, InProcessWorker worker, ManualTime time, Journal journal)
    {
        _worker = worker;
        _journal = journal;
        Local = local;
        Time = time;
        Http = new HttpClient { BaseAddress = local.Address };
    }

    public ManualTime Time { get; }

    public LocalHost Local { get; }

    public HttpClient Http { get; }

    public IServiceProvider Services => _worker.Services;

    public IEnumerable<string> Journal => _journal.Lines;

    public static async Task<TestHost> StartAsync(
        Type[] functions,
        ManualTime? time = null,
        LocalHostOptions? options = null,
        Action<FunctionsApplicationBuilder>? configure = null,
        params (string Key, string Value)[] settings) =>
        await StartAsync(NullLoggerFactory.Instance, functions, time, options, configure, settings);

    /// <param name="loggers">Learn what the host logs.</param>
    public static async Task<TestHost> StartAsync(
        ILoggerFactory loggers,
        Type[] functions,
        ManualTime? time = null,
        LocalHostOptions? options = null,
        Action<FunctionsApplicationBuilder>? configure = null,
        params (string Key, string Value)[] settings)
    {
        time ??= new ManualTime();
        var journal = new Journal();
        var values = settings.ToDictionary(s => s.Key, s => (string?)s.Value, StringComparer.OrdinalIgnoreCase);
        var worker = new InProcessWorker(typeof(App).Assembly, builder =>
        {
            builder.Logging.ClearProviders();
            builder.Configuration.AddInMemoryCollection(values);
            builder.Services.AddSingleton<TimeProvider>(time);
            builder.Services.AddSingleton(journal);
            FunctionsOfTypes.Use(builder, functions);
            configure?.Invoke(builder);
        });
        options = (options ?? new LocalHostOptions { HttpPort = 0 }) with { Time = time, Setting = name => values.GetValueOrDefault(name) };
        var local = new LocalHost(options, worker, loggers);
        try
        {
            await local.StartAsync(TestContext.Current.CancellationToken);
        }
        catch
        {
            await local.DisposeAsync();
            throw;
        }

        return new TestHost(local, worker, time, journal);
    }

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

    public Task StopAsync() => Local.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Local.StopAsync(new CancellationToken(true));
        await Local.DisposeAsync();
    }
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
