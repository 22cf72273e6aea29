namespace OpsFunctions.FunctionsHost.Hub;

internal enum StepKind
{
    Turn,
    Activity,

    /// <summary>A function that no orchestration called: a timer's or a queue's.</summary>
    Function,
}

/// <summary>A piece of work of an orchestration tree, named by its <paramref name="Root"/>, that became ready at a moment.</summary>
internal sealed record Step(StepKind Kind, string Root, DateTime At, Func<CancellationToken, Task> RunAsync)
{
    /// <summary>In line before every orchestration of the moment: '!' is less than any letter or figure.</summary>
    public static Step OfFunction(string name, DateTime at, Func<CancellationToken, Task> run) =>
        new(StepKind.Function, $"!{name}", at, run);
}

/// <summary>
/// Runs steps, so many of a kind at once, in the order of asking. In sequence, one at a time: a root waits in line, by moment and then by
/// id, until whoever moves the clock lets it go on, and goes on until it rests. So what happens does not depend on how busy the machine is.
/// </summary>
internal sealed class Steps : IDisposable
{
    // Real time that aborted steps get to end before what they use is disposed of.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly WorkMeter _meter;
    private readonly bool _inSequence;
    private readonly Lane[] _lanes;
    private readonly SortedSet<(DateTime At, string Root)> _line = new(Comparer<(DateTime At, string Root)>.Create(InLine));
    private readonly Dictionary<string, List<Step>> _held = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _hurried = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _abort = new();
    private TaskCompletionSource? _drained;
    private string? _active;
    private int _running;

    public Steps(WorkMeter meter, int mostTurns, int mostActivities, bool inSequence)
    {
        _meter = meter;
        _inSequence = inSequence;
        var single = new Lane(1);
        _lanes = inSequence ? [single, single, single] : [new Lane(mostTurns), new Lane(mostActivities), new Lane(int.MaxValue)];
    }

    /// <summary>Cancelled when what runs has to end at once.</summary>
    public CancellationToken Aborted => _abort.Token;

    public void Post(Step step)
    {
        lock (_gate)
        {
            if (_inSequence && !IsActive(step.Root))
            {
                Hold(step);
            }
            else
            {
                Ready(step);
            }
        }
    }

    /// <summary>In sequence, with nothing running: lets the first in line go on. False where nobody waits.</summary>
    public bool Next()
    {
        lock (_gate)
        {
            if (_line.Count == 0 || _running > 0)
            {
                return false;
            }

            _active = _line.Min.Root;
            Release(_line.Min);
            return true;
        }
    }

    /// <summary>Somebody begins to wait for this root: until then it does not wait for its place in line, which might never come.</summary>
    public void Hurry(string root)
    {
        lock (_gate)
        {
            _hurried[root] = _hurried.GetValueOrDefault(root) + 1;
            foreach (var place in _line.Where(p => string.Equals(p.Root, root, StringComparison.Ordinal)).ToList())
            {
                Release(place);
            }
        }
    }

    /// <summary>The wait is over.</summary>
    public void Calm(string root)
    {
        lock (_gate)
        {
            if (--_hurried[root] == 0)
            {
                _hurried.Remove(root);
            }
        }
    }

    /// <summary>Starts nothing but turns and completes when all have ended; they are told to stop when the token is cancelled.</summary>
    public async Task StopAsync(CancellationToken hurry)
    {
        Task drained;
        lock (_gate)
        {
            _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
            drained = _running == 0 ? Task.CompletedTask : _drained.Task;
        }

        try
        {
            await drained.WaitAsync(hurry);
        }
        catch (OperationCanceledException)
        {
            await _abort.CancelAsync();
            await Task.WhenAny(drained, Task.Delay(LastWords, CancellationToken.None));
        }
    }

    public void Dispose()
    {
        _abort.Cancel();
        _abort.Dispose();
    }

    private static int InLine((DateTime At, string Root) a, (DateTime At, string Root) b) =>
        a.At != b.At ? a.At.CompareTo(b.At) : string.CompareOrdinal(a.Root, b.Root);

    private bool IsActive(string root) => string.Equals(_active, root, StringComparison.Ordinal) || _hurried.ContainsKey(root);

    private void Hold(Step step)
    {
        if (_held.TryGetValue(step.Root, out var waiting))
        {
            waiting.Add(step);
            return;
        }

        _held[step.Root] = [step];
        _line.Add((step.At, step.Root));
    }

    private void Release((DateTime At, string Root) place)
    {
        _line.Remove(place);
        if (_held.Remove(place.Root, out var waiting))
        {
            waiting.ForEach(Ready);
        }
    }

    private void Ready(Step step)
    {
        _meter.Enter();
        var lane = _inSequence && _hurried.ContainsKey(step.Root) ? new Lane(1) : _lanes[(int)step.Kind];
        lane.Waiting.Enqueue(step);
        StartWaiting(lane);
    }

    private void StartWaiting(Lane lane)
    {
        while (lane.Running < lane.Most && lane.Waiting.TryDequeue(out var step))
        {
            if (IsDropped(step))
            {
                _meter.Leave();
                continue;
            }

            lane.Running++;
            _running++;
            ThreadPool.UnsafeQueueUserWorkItem(s => _ = RunAsync(lane, s), step, preferLocal: false);
        }
    }

    // While the host stops, turns still take in the results of what ran; everything else comes again at the next start.
    private bool IsDropped(Step step) => _abort.IsCancellationRequested || (_drained is not null && step.Kind != StepKind.Turn);

    private async Task RunAsync(Lane lane, Step step)
    {
        try
        {
            await step.RunAsync(_abort.Token);
        }
        finally
        {
            lock (_gate)
            {
                lane.Running--;
                _running--;
                StartWaiting(lane);
                if (_running == 0)
                {
                    _active = null;
                    _drained?.TrySetResult();
                }
            }

            _meter.Leave();
        }
    }

    private sealed class Lane(int most)
    {
        public int Most => most;

        public int Running { get; set; }

        public Queue<Step> Waiting { get; } = [];
    }
}
