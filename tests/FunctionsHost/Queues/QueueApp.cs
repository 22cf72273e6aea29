using System.Text;
using OpsFunctions.FunctionsHost;
using OpsFunctions.Tests.FunctionsHost.Hosting;

namespace OpsFunctions.Tests.FunctionsHost.Queues;

/// <summary>Queue functions on the local host and on queues in memory, in manual time.</summary>
internal sealed class QueueApp : IAsyncDisposable
{
    public const string Connection = "DefaultEndpointsProtocol=https;AccountName=ops;AccountKey=c2VjcmV0LWtleQ==;EndpointSuffix=core.windows.net";

    private readonly string _folder;

    private QueueApp(TestHost host, FakeQueues queues, string folder)
    {
        Host = host;
        Queues = queues;
        _folder = folder;
    }

    public TestHost Host { get; }

    public FakeQueues Queues { get; }

    public ManualTime Time => Host.Time;

    public IEnumerable<string> Journal => Host.Journal;

    /// <param name="functions">The app's functions.</param>
    /// <param name="hostJson">What <c>extensions.queues</c> holds.</param>
    /// <param name="watched">The queues tell when they have something; else they are polled.</param>
    /// <param name="queues">Queues that are there already.</param>
    /// <param name="change">Changes the host's options.</param>
    /// <param name="settings">Settings; default: the connection of the account.</param>
    public static async Task<QueueApp> StartAsync(
        Type[] functions,
        string hostJson = "{}",
        bool watched = true,
        FakeQueues? queues = null,
        Func<LocalHostOptions, LocalHostOptions>? change = null,
        ManualTime? time = null,
        params (string Key, string Value)[] settings)
    {
        time ??= new ManualTime();
        queues ??= new FakeQueues(time);
        var folder = Directory.CreateTempSubdirectory("queues").FullName;
        try
        {
            var file = Path.Combine(folder, "host.json");
            await File.WriteAllTextAsync(file, $$"""{ "version": "2.0", "extensions": { "queues": {{hostJson}} } }""");
            var options = new LocalHostOptions { HostJsonPath = file, StorageTransport = queues.Transport, Queues = watched ? queues : null };
            if (settings.Length == 0)
            {
                settings = [("AzureWebJobsStorage", Connection)];
            }

            return new(await TestHost.StartAsync(functions, time, change?.Invoke(options) ?? options, null, settings), queues, folder);
        }
        catch
        {
            Directory.Delete(folder, true);
            throw;
        }
    }

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    /// <summary>Puts a text as the official client does by default, and lets happen what follows at once.</summary>
    public Task PutAsync(string queue, string text) => PutRawAsync(queue, Base64(text));

    public Task PutRawAsync(string queue, string text)
    {
        Queues.Put(queue, text);
        return SettleAsync();
    }

    public Task SettleAsync() => Host.AdvanceAsync(TimeSpan.Zero);

    public int CountOf(string call) => Queues.Calls.Count(c => c.StartsWith(call, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Directory.Delete(_folder, true);
    }
}
