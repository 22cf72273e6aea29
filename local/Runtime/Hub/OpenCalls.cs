namespace OpsFunctions.Local.Hub;

/// <summary>Calls in a history that have no answer there yet.</summary>
internal static class OpenCalls
{
    public static IEnumerable<CallEvent> Of(IReadOnlyCollection<HistoryEvent> history)
    {
        var answered = history.Select(Answered).OfType<int>().ToHashSet();
        return history.OfType<CallEvent>().Where(c => !answered.Contains(c.Call));
    }

    private static int? Answered(HistoryEvent happened) => happened switch
    {
        TaskCompleted done => done.Call,
        TaskFailed failed => failed.Call,
        TimerFired fired => fired.Call,
        TimerCancelled cancelled => cancelled.Call,
        EventSent sent => sent.Call,
        _ => null,
    };
}
