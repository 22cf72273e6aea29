using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Drills.Building;
using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Drills.Planning;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Guard.Stop;

namespace OpsFunctions.Orchestrations.Drills.Cleaning;

/// <summary>Whose a group is.</summary>
[JsonConverter(typeof(CamelCaseEnum))]
public enum GroupState
{
    Absent,

    /// <summary>The drill's: the journal, the derived name and the tag say so.</summary>
    Own,

    /// <summary>Somebody else's, or its deletion is under way.</summary>
    Other,
}

/// <summary>What is deleted at once; the next waits for it.</summary>
public sealed record DeletionWave(IReadOnlyList<string> Keys);

/// <summary>A drill's group at this moment.</summary>
/// <param name="Foreign">Ids in it that the journal does not have.</param>
/// <param name="Waves">What is the drill's and has to go piece by piece where something is foreign.</param>
public sealed record GroupLook(GroupState State, IReadOnlyList<string> Foreign, IReadOnlyList<DeletionWave> Waves);

/// <summary>A look for what is left.</summary>
/// <param name="IsLast">What only lists still show is then counted.</param>
public sealed record CleanLook(string DrillId, DateTimeOffset StartedAt, bool IsLast);

/// <summary>A clean-up that could not end.</summary>
public sealed record LeftNote(string DrillId, DateTimeOffset StartedAt, string Reason, bool IsStranded);

/// <summary>Looks at what a drill made, before and after it is deleted.</summary>
public sealed class LeftoverActivities(
    DrillStore store, LeftoverReader leftovers, OwnGroups own, StrandedList stranded, TimeProvider time)
{
    private static readonly DrillKind[] Order =
    [
        DrillKind.Machine, DrillKind.Interface, DrillKind.Disk, DrillKind.Network, DrillKind.SecurityGroup
    ];

    [Function(nameof(LookAtGroup))]
    public Task<Outcome<GroupLook>> LookAtGroup([ActivityTrigger] string drillId, CancellationToken ct) =>
        Outcome.OfAsync("group of the drill", async () =>
    {
        if (await store.JournalAsync(drillId, ct) is not { } journal)
            return new GroupLook(GroupState.Absent, [], []);
        var state = await leftovers.StateOfAsync(journal, ct);
        var foreign = state == GroupState.Own ? await leftovers.ForeignAsync(journal, ct) : [];
        return new GroupLook(state, foreign, [
            .. Order.Select(kind => new DeletionWave([.. journal.Resources.Where(one => one.Kind == kind).Select(one => one.Key)]))]);
    }, ct);

    [Function(nameof(VerifyGone))]
    public Task<Outcome<CleanResult>> VerifyGone([ActivityTrigger] CleanLook look, CancellationToken ct) =>
        Outcome.OfAsync("leftovers", async () =>
    {
        if (await store.JournalAsync(look.DrillId, ct) is not { } journal)
            return CleanResult.None(time.GetUtcNow()) with { StartedAt = look.StartedAt };
        var found = await leftovers.ReadAsync(journal, ct);
        var isClean = found is { Left.Count: 0, Unread: null } && (found.Listed.Count == 0 || look.IsLast);
        if (isClean)
            await CloseAsync(journal, ct);
        var remains = !isClean ? Remains.Leaked : journal.GroupIntendedAt is null ? Remains.Nothing : Remains.Clean;
        return new CleanResult(
            remains, found.Left, found.Foreign, found.OfAzure, found.Unread, found.Asked, look.StartedAt, time.GetUtcNow());
    }, ct);

    /// <summary>
    /// Lists what is left of a clean-up that could not end; under the hard kill switch also for who looks at what is stranded.
    /// </summary>
    [Function(nameof(NoteLeft))]
    public Task<Outcome<CleanResult>> NoteLeft([ActivityTrigger] LeftNote note, CancellationToken ct) =>
        Outcome.OfAsync("leftovers", async () =>
    {
        var journal = await store.JournalAsync(note.DrillId, ct) ?? throw new RefusedException("NoJournal", "the drill has no journal");
        var found = await leftovers.ReadAsync(journal, ct);
        if (note.IsStranded && found.Left.Count > 0)
            await stranded.AddAsync(
                new(
                    journal.GroupId,
                    FormattableString.Invariant(
                        $"drill {journal.DrillId}, {found.Left.Count} resources, {found.Left.Sum(one => one.UsdPerHour):0.00} USD an hour"),
                    LeftoverReader.CommandOf(journal), time.GetUtcNow()), ct);
        return new CleanResult(
            found.Left.Count > 0 || found.Unread is not null ? Remains.Leaked : Remains.Clean, found.Left, found.Foreign, found.OfAzure,
            note.Reason, found.Asked, note.StartedAt, time.GetUtcNow());
    }, ct);

    private async Task CloseAsync(DrillJournal journal, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await store.ChangeJournalAsync(journal.DrillId, known => known.ClosedAt is null ? known with { ClosedAt = now } : known, ct);
        await own.EndAsync(journal.GroupId, ct);
        await stranded.RemoveAsync(journal.GroupId, ct);
    }
}
