using Azure;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Functions;

/// <summary>Notes the app's first start. What it cannot note keeps no app from starting.</summary>
internal sealed partial class FirstStartService(FirstStartNote note, ILogger<FirstStartService> log) : IHostedService
{
    // Storage that hangs holds up no cold start.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Longest);
        try
        {
            await note.NoteAsync(limit.Token);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException or IOException or OperationCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            NotNoted(log, e.Message);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Warning, "The app's first start could not be noted in its storage: {Reason}")]
    private static partial void NotNoted(ILogger log, string reason);
}
