using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Events;

namespace OpsFunctions.Functions;

/// <summary>
/// How many messages are in a poison queue, asked at most once in 30 seconds: anybody may call health, as often as they like.
/// </summary>
public sealed class PoisonCount<TQueue>(TQueue queue, TimeProvider time) where TQueue : PoisonQueue
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private Task<int?>? _reading;
    private DateTimeOffset _readAt;

    /// <summary>Null where the queue cannot be read.</summary>
    public Task<int?> ReadAsync(CancellationToken ct)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (_reading is null || now - _readAt >= Fresh)
                (_reading, _readAt) = (CountAsync(), now);
            return _reading.WaitAsync(ct);
        }
    }

    /// <summary>The next caller asks anew.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _reading = null;
        }
    }

    // For all who ask meanwhile, so no caller's going away ends it.
    private async Task<int?> CountAsync()
    {
        var outcome = await Outcome.OfAsync(queue.Name, () => queue.CountAsync(CancellationToken.None), CancellationToken.None);
        return outcome.Kind == OutcomeKind.Done ? outcome.Value : null;
    }
}
