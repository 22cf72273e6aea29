using OpsFunctions.Orchestrations.Incidents;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Alerting;
using OpsFunctions.Simulator.Outages;

namespace OpsFunctions.Stages.Remediation;

/// <summary>An outage, what stands against its remediation, and how that ended.</summary>
/// <param name="Prepare">Done while the app lives, before the outage begins.</param>
internal sealed record OneOutage(Func<RemediationStage, Machine, Task> Prepare)
{
    public OutageKind Kind { get; init; } = OutageKind.Hung;

    public OutageOptions Options { get; init; } = new();

    /// <summary>Settings of the app before it begins.</summary>
    public Action<RemediationStage> Set { get; init; } = static _ => { };

    /// <summary>Which machine; the first is taken.</summary>
    public Func<RemediationStage, Machine, bool> Fits { get; init; } = static (_, _) => true;

    /// <summary>Done once at that time after the outage began, if at all.</summary>
    public Func<RemediationStage, Machine, Task> Meanwhile { get; init; } = static (_, _) => Task.CompletedTask;

    /// <summary>Looks at the machine at the end.</summary>
    public Action<RemediationStage, Machine> Finally { get; init; } = static (_, _) => { };

    public TimeSpan MeanwhileAt { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How long it goes on after that.</summary>
    public TimeSpan Lasts { get; init; } = TimeSpan.FromMinutes(25);

    public int Machines { get; init; } = 40;

    /// <summary>The outage does not begin: whatever is done is done by <see cref="Prepare"/>.</summary>
    public bool IsWell { get; init; }

    public Func<AlertDeliveryOptions, AlertDeliveryOptions>? Delivery { get; init; }

    public async Task<OutageEnd> EndAsync()
    {
        await using var stage = await RemediationStage.OpenAsync(Machines, delivery: Delivery);
        Set(stage);
        await stage.BeginAsync();
        var running = stage.Azure.Fleet.Machines.Where(one => one.IsRunning(stage.Azure.Time.GetUtcNow()));
        var machine = stage.Machines.Concat(running).First(one => IsFree(stage, one) && Fits(stage, one));
        await Prepare(stage, machine);
        if (!IsWell)
            stage.Azure.Outages.Begin(machine, Kind, Options);
        await stage.Life.PassAsync(MeanwhileAt);
        await Meanwhile(stage, machine);
        await stage.Life.PassAsync(Lasts);
        Finally(stage, machine);
        return new(
            await stage.IncidentsOfAsync(machine), [.. stage.ChangesOf(machine).Select(one => one.Operation)], stage.MessagesOf(machine));
    }

    private static bool IsFree(RemediationStage stage, Machine machine) =>
        !stage.Azure.Locks.All.Any(one => machine.Id.StartsWith(one.Scope, StringComparison.OrdinalIgnoreCase));
}

/// <summary>How it ended.</summary>
/// <param name="Sent">What was sent to the machine and its disks.</param>
/// <param name="Messages">What people were told about it.</param>
internal sealed record OutageEnd(IReadOnlyList<Incident> Incidents, IReadOnlyList<string> Sent, IReadOnlyList<string> Messages)
{
    /// <summary>The first: what it was about.</summary>
    public Incident First => Incidents is [var first, ..] ? first : throw new InvalidOperationException("there is no incident");

    public string Words => WordsOf(Incidents);

    /// <summary>How incidents went, for whoever reads why a test failed.</summary>
    public static string WordsOf(params IEnumerable<Incident> incidents) => string.Join('\n', incidents.Select(one => string.Join(
        '\n', [$"{one.Rule} {one.State}: {one.Reason}", .. one.Timeline.Select(Line)])));

    private static string Line(IncidentEntry entry) =>
        FormattableString.Invariant($"  {entry.At:HH:mm:ss} {entry.What} | {entry.Outcome} | {entry.Words}");
}
