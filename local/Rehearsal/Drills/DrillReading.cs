using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Drills;
using OpsFunctions.Orchestrations.Drills.Planning;
using OpsFunctions.Orchestrations.Drills.Report;
using OpsFunctions.Orchestrations.Drills.Settings;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;

namespace OpsFunctions.Local.Cli.Rehearsal.Drills;

/// <summary>Reads what the suite's own state says of its drills.</summary>
internal static class DrillReading
{
    /// <summary>What must hold of the drills; nothing where none were rehearsed.</summary>
    public static async Task<IReadOnlyList<Invariant>> InvariantsAsync(
        IServiceProvider services, SimulatedAzure azure, RehearsalOptions options, DateTimeOffset end, CancellationToken ct)
    {
        if (options.ChangeMode <= Mode.Report)
            return [];
        var state = services.GetRequiredService<StateStore>();
        var records = await state.ReadFolderAsync<DrillRecord>(DrillRecord.Folder, ct);
        var journals = await state.ReadFolderAsync<DrillJournal>(DrillJournal.Folder, ct);
        var due = Due(services.GetRequiredService<DrillOptions>(), end);
        var isCalm = options is { Faults: FaultLevel.None, Damage: false };
        return [.. DrillInvariants.Of(azure, records.Documents, journals.Documents, due, isCalm)];
    }

    // A drill a plan and day on which it is due, the last of whose hours still leave it its time.
    private static int Due(DrillOptions options, DateTimeOffset end)
    {
        var days = Enumerable.Range(0, (int)(end - RehearsalOptions.Start).TotalDays)
            .Select(day => RehearsalOptions.Start.Date.AddDays(day).AddHours(23)).Select(late => new DateTimeOffset(late, TimeSpan.Zero))
            .ToList();
        return options.Plans.Values.Sum(plan => days.Count(day => DrillSchedule.IsDue(plan, day)));
    }
}
