using Microsoft.DurableTask.Client;

namespace OpsFunctions.Local.Cli.Rehearsal;

/// <summary>
/// The app of a rehearsal, and those that take its place: an upgrade ends it at once, wherever it is, and the next goes on with its
/// history.
/// </summary>
internal sealed class RehearsedApp : IAsyncDisposable
{
    private readonly LocalAppOptions _options;
    private readonly string? _folder;
    private LocalApp _app;

    private RehearsedApp(LocalAppOptions options, string? folder, LocalApp app) => (_options, _folder, _app) = (options, folder, app);

    public LocalApp Now => _app;

    public IServiceProvider Services => _app.Services;

    public DurableTaskClient Client => _app.Host.Client;

    /// <param name="isKept">Its history is kept in a file, so that it can be upgraded; else in memory, which is faster.</param>
    public static async Task<RehearsedApp> StartAsync(LocalAppOptions options, bool isKept, CancellationToken ct)
    {
        var folder = isKept ? Directory.CreateTempSubdirectory("ops-rehearsal-").FullName : null;
        if (folder is not null)
            options = options with { Host = options.Host with { StorePath = Path.Combine(folder, "hub.db") } };
        return new(options, folder, await LocalApp.StartAsync(options, ct));
    }

    /// <summary>
    /// All of it ends now; what was in flight is lost, as where a deployment ends an instance. Then the next version starts.
    /// </summary>
    public async Task UpgradeAsync(CancellationToken ct)
    {
        await _app.EndAtOnceAsync();
        _app = await LocalApp.StartAsync(_options, ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }
}
