using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using NCrontab;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Tenants;
using static System.FormattableString;

namespace OpsFunctions.Local.Cli.Rehearsal.Access;

/// <summary>
/// The days of a tenant's people: each day somebody activates a role, and in turn somebody grants, elevates, leaves or signs in where
/// nobody should. On Mondays nobody does anything from 03:30 to noon: then audits are made.
/// </summary>
internal sealed class TenantDays
{
    // Of 24 owners, so that some are left in a rehearsal of a year.
    private const int MostLeave = 8;

    private static readonly Func<TenantPeople, AccessMove>[] InTurn =
    [
        people => people.GrantAtManagementGroup(), people => people.EmergencySignsIn(), people => people.GrantAtSubscription(),
        people => people.ElevateAccess(), people => people.Leave(), people => people.AddToGroup(), people => people.AddSecret(),
    ];

    private static readonly Func<TenantPeople, AccessMove>[] AtTimes =
    [
        people => people.GrantAtManagementGroup(), people => people.GrantAtSubscription(), people => people.AddToGroup(),
        people => people.AddSecret(), people => people.ActivatePim(),
    ];

    private readonly SimulatedAzure _azure;
    private readonly TenantPeople _people;
    private readonly int _seed;
    private readonly Queue<(DateTimeOffset At, Func<TenantPeople, AccessMove> Do)> _planned;
    private readonly Queue<DateTimeOffset> _due;
    private readonly List<ExpectedAudit> _expected = [];

    /// <param name="schedule">When audits are due: NCRONTAB of six fields, UTC.</param>
    public TenantDays(SimulatedAzure azure, TenantTruth truth, RehearsalOptions options, string schedule)
    {
        (_azure, Truth, _seed) = (azure, truth, options.Seed);
        _people = new(azure, truth, options.Seed);
        _planned = new(Enumerable.Range(0, options.Days).SelectMany(Plan).OrderBy(one => one.At));
        _due = new(CrontabSchedule.Parse(schedule, new CrontabSchedule.ParseOptions { IncludingSeconds = true })
            .GetNextOccurrences(RehearsalOptions.Start.UtcDateTime, RehearsalOptions.Start.AddDays(options.Days).UtcDateTime)
            .DistinctBy(due => due.Date).Select(due => new DateTimeOffset(due, TimeSpan.Zero)));
    }

    public TenantTruth Truth { get; }

    /// <summary>All that was done, in order.</summary>
    public IReadOnlyList<AccessMove> Moves => _people.Moves;

    /// <summary>Rights that were given: who had one already is not given it again.</summary>
    public IReadOnlyList<AccessMove> Rights =>
        [.. ExpectedAudit.Grants(Moves).DistinctBy(move => (move.Subject, move.RoleId, move.Scope))];

    /// <summary>What each audit that was due had to find.</summary>
    public IReadOnlyList<ExpectedAudit> Expected => _expected;

    /// <summary>Lets time pass, with what people do meanwhile.</summary>
    /// <param name="run">Lets time pass until a moment.</param>
    public async Task LiveUntilAsync(DateTimeOffset end, Func<DateTimeOffset, Task> run)
    {
        while (_planned.TryPeek(out var next) && next.At < end)
        {
            await run(next.At);
            Expect(next.At);
            _planned.Dequeue().Do(_people);
        }
        await run(end);
        Expect(end);
    }

    // Before anybody does anything more.
    private void Expect(DateTimeOffset now)
    {
        while (_due.TryPeek(out var due) && due <= now)
            _expected.Add(ExpectedAudit.Of(_azure, Truth, Moves, _due.Dequeue()));
    }

    private IEnumerable<(DateTimeOffset At, Func<TenantPeople, AccessMove> Do)> Plan(int day)
    {
        var start = RehearsalOptions.Start.AddDays(day);
        var isMonday = start.DayOfWeek == DayOfWeek.Monday;
        // Active while the audit reads.
        if (isMonday)
            yield return (start.AddHours(3).AddMinutes(Below(20, day, "early")), people => people.ActivatePim());
        if (day % InTurn.Length != 4 || day / InTurn.Length < MostLeave)
            yield return (At("turn"), InTurn[day % InTurn.Length]);
        yield return (At("activation"), people => people.ActivatePim());
        if (Below(2, day, "whether") == 0)
            yield return (At("other"), AtTimes[Below(AtTimes.Length, day, "what")]);

        DateTimeOffset At(string what) => start.AddHours(isMonday ? 12 : 6).AddSeconds(Below(8 * 3600, day, what));
    }

    private int Below(int count, int day, string what) => (int)(BinaryPrimitives.ReadUInt32LittleEndian(
        SHA256.HashData(Encoding.UTF8.GetBytes(Invariant($"{_seed} {day} {what}")))) % (uint)count);
}
