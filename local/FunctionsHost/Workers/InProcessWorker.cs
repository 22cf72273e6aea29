using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OpsFunctions.FunctionsHost.Workers;

/// <summary>The unmodified worker in this process, its web server without a port.</summary>
/// <param name="app">The assembly whose functions it has.</param>
/// <param name="configure">What the app's <c>Program</c> does, and what a test puts in its place.</param>
public sealed class InProcessWorker(Assembly app, Action<FunctionsApplicationBuilder> configure) : IWorkerLauncher
{
    // The worker finds what its build generated through the entry assembly, which is one a process.
    private static readonly Lock EntryAssembly = new();

    private IHost? _host;

    public string AppDirectory => AppContext.BaseDirectory;

    /// <summary>The app's services, once it runs.</summary>
    public IServiceProvider Services => _host?.Services ?? throw new InvalidOperationException("The app has not started.");

    public async Task<IWorker> LaunchAsync(Uri endpoint, string workerId, CancellationToken cancellation)
    {
        var host = Build(endpoint, workerId);
        try
        {
            await host.StartAsync(cancellation);
        }
        catch
        {
            await ((IAsyncDisposable)host).DisposeAsync();
            throw;
        }

        _host = host;
        return new Running(host);
    }

    private IHost Build(Uri endpoint, string workerId)
    {
        lock (EntryAssembly)
        {
            var entry = Assembly.GetEntryAssembly();
            Assembly.SetEntryAssembly(app);
            Environment.SetEnvironmentVariable("FUNCTIONS_APPLICATION_DIRECTORY", AppDirectory);
            try
            {
                var builder = FunctionsApplication.CreateBuilder([]);
                builder.ConfigureFunctionsWebApplication();
                // The environment of a shell must not change a rehearsal.
                builder.Configuration.Sources.Clear();
                configure(builder);
                builder.Configuration.AddInMemoryCollection(WorkerSettings(endpoint, workerId));
                builder.Services.AddSingleton<IServer, TestServer>();
                builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
                return builder.Build();
            }
            finally
            {
                Assembly.SetEntryAssembly(entry);
            }
        }
    }

    private static Dictionary<string, string?> WorkerSettings(Uri endpoint, string workerId) => new(StringComparer.Ordinal)
    {
        ["Functions:Worker:HostEndpoint"] = endpoint.ToString(),
        ["Functions:Worker:WorkerId"] = workerId,
        ["Functions:Worker:RequestId"] = workerId,
        ["Functions:Worker:GrpcMaxMessageLength"] = int.MaxValue.ToString(CultureInfo.InvariantCulture),
    };

    private sealed class Running(IHost host) : IWorker
    {
        // It lives and dies with this process.
        public Task<string> Ended { get; } = new TaskCompletionSource<string>().Task;

        public HttpMessageInvoker Http { get; } = new(((TestServer)host.Services.GetRequiredService<IServer>()).CreateHandler());

        public Task ListeningAsync(Uri? address, CancellationToken cancellation) => Task.CompletedTask;

        public bool Kill() => false;

        public async ValueTask DisposeAsync()
        {
            await host.StopAsync(CancellationToken.None);
            Http.Dispose();
            await ((IAsyncDisposable)host).DisposeAsync();
        }
    }

    /// <summary>Signals are the host's, not the app's.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
