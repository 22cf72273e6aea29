namespace OpsFunctions.Tests.FunctionsHost;

/// <summary>On what a rule is held.</summary>
public enum HubKind
{
    /// <summary>The local host, in manual time, its store in memory.</summary>
    Memory,

    /// <summary>The local host, in manual time, on SQLite.</summary>
    Sqlite,

    /// <summary>The official engine of Microsoft.DurableTask.InProcessTestHost, on the real clock: a judge that is not ours.</summary>
    Official,
}

/// <summary>Durations of the rules; on the real clock an hour is a second.</summary>
internal static class Durations
{
    private const double Scale = 3600;

    public static TimeSpan Hours(this HubKind kind, double hours) =>
        kind == HubKind.Official ? TimeSpan.FromHours(hours) / Scale : TimeSpan.FromHours(hours);

    public static TimeSpan Minutes(this HubKind kind, double minutes) => kind.Hours(minutes / 60);

    public static TimeSpan Days(this HubKind kind, double days) => kind.Hours(days * 24);
}
