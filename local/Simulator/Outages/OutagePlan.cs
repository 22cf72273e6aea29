using OpsFunctions.Simulator.Alerting;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Network;
using OpsFunctions.Simulator.Snapshotting;

namespace OpsFunctions.Simulator.Outages;

/// <summary>Outages of all kinds over some days, drawn by seed, with what should happen about each. A machine has one at a time.</summary>
public sealed class OutagePlan
{
    /// <summary>Names of the scripts that mend: of a runaway and of a full disk.</summary>
    public const string KillScript = "kill-runaway";
    public const string CleanScript = "clean-disk";

    private const int StormSize = 12;
    private const int MachinesAnOutage = 4;

    private static readonly TimeSpan Margin = TimeSpan.FromHours(6);

    private readonly SimulatedAzure _azure;
    private readonly Dice _dice;
    private readonly DateTimeOffset _from;
    private readonly DateTimeOffset _until;
    private readonly List<PlannedOutage> _all = [];
    private readonly List<Machine> _fit;
    private readonly Dictionary<Machine, List<DateTimeOffset>> _taken = [];
    private readonly Dictionary<Machine, bool> _calm = [];
    private readonly int _days;
    private bool _hasBegun;

    private OutagePlan(int seed, SimulatedAzure azure, int days)
    {
        (_azure, _days, _dice) = (azure, days, new Dice(Noise.Mix((ulong)seed ^ Noise.Of("outages"))));
        // What follows an outage must fit in, too.
        (_from, _until) = (azure.Time.GetUtcNow().AddHours(3), azure.Time.GetUtcNow().AddDays(days) - Margin);
        _fit = [.. azure.Fleet.Machines.Where(IsFit)];
    }

    /// <summary>In order of their begin.</summary>
    public IReadOnlyList<PlannedOutage> All => [.. _all.OrderBy(static one => one.At).ThenBy(static one => one.Machine.Index)];

    /// <summary>Id of the backend pool that a machine stands in; null: none.</summary>
    public static string? PoolOf(Machine machine) => LoadBalancing.PoolOf(machine);

    /// <summary>Draws a plan; nothing of it is set before <see cref="Begin"/>.</summary>
    /// <param name="seed">Another seed, another plan.</param>
    /// <param name="azure">Whose machines; those are left out that are off at night, spot, locked or were deleted.</param>
    /// <param name="days">How many days from now on, 1 and more.</param>
    public static OutagePlan Of(int seed, SimulatedAzure azure, int days)
    {
        ArgumentNullException.ThrowIfNull(azure);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(days);
        var plan = new OutagePlan(seed, azure, days);
        plan.Draw(days);
        return plan;
    }

    /// <summary>Sets what was drawn: outages begin, people act.</summary>
    /// <exception cref="InvalidOperationException">It was set before.</exception>
    public void Begin()
    {
        if (_hasBegun)
            throw new InvalidOperationException("The plan has begun already.");
        _hasBegun = true;
        foreach (var one in All)
        {
            _azure.Outages.BeginAt(one.Machine, one.Kind, one.At, one.Options, outage => one.Outage = outage);
            foreach (var move in one.Moves)
                _azure.Later.Add(move.At, one.Machine.Seed ^ Noise.Of(move.What), () => Move(one, move));
        }
    }

    /// <summary>The planned outage that an outage is, or is the return of; null: none.</summary>
    public PlannedOutage? Find(string outageId)
    {
        var known = _azure.Outages.All.ToDictionary(static one => one.Id, StringComparer.Ordinal);
        while (known.GetValueOrDefault(outageId)?.ReturnOf is { } former)
            outageId = former;
        return _all.Find(one => one.Outage?.Id == outageId);
    }

    private void Draw(int days)
    {
        // The rare ones first, so that they find machines.
        for (var storm = 0; storm < Math.Max(1, days / 15); storm++)
            Storm($"storm-{storm + 1}");
        for (var pool = 0; pool < Math.Max(1, days / 10); pool++)
            Pool();
        for (var flap = 0; flap < Math.Max(1, days / 10); flap++)
            Flap();
        var count = Math.Max(12, _fit.Count * days / (30 * MachinesAnOutage));
        for (var i = 0; i < count; i++)
            Single(i);
    }

    // Each kind in turn, so that a short plan has all of them.
    private void Single(int number)
    {
        var (kind, at) = (number % 12, Moment());
        Func<Machine, PlannedOutage?> make = kind switch
        {
            0 or 6 => machine => Hung(machine, at, heeds: true),
            1 => machine => Hung(machine, at, heeds: false),
            2 => machine => Dead(machine, at),
            3 => machine => Of(machine, OutageKind.ProvisioningFailed, at, "reapply"),
            4 => machine => Runaway(machine, at),
            5 => machine => DataDisk(machine, at),
            7 => machine => Of(
                machine, OutageKind.FullOsDisk, at, runbook: null, ExpectedHandling.Escalate, "the agent is gone with the disk"),
            8 => machine => Platform(machine, at),
            9 => machine => Undersized(machine, at),
            _ => machine => WithPeople(machine, at),
        };
        Take(at, make);
    }

    private static PlannedOutage Of(
        Machine machine, OutageKind kind, DateTimeOffset at, string? runbook, ExpectedHandling expected = ExpectedHandling.Cure,
        string? reason = null, OutageOptions? options = null) => new()
    {
        Machine = machine, Kind = kind, At = at, Runbook = runbook, Expected = expected, Reason = reason ?? $"{runbook} mends it",
        Options = options ?? new(),
    };

    private PlannedOutage Hung(Machine machine, DateTimeOffset at, bool heeds) => Of(
        machine, OutageKind.Hung, at, "restart", reason: heeds ? "a restart mends it" : "only a restart without shutdown mends it",
        options: new() { HeedsRestart = heeds, Health = _dice.Chance(0.2) ? "Unknown" : "Unavailable" });

    private PlannedOutage Dead(Machine machine, DateTimeOffset at)
    {
        var looks = _dice.Chance(0.25);
        return Of(
            machine, OutageKind.DeadGuest, at, looks ? null : "start", looks ? ExpectedHandling.HandsOff : ExpectedHandling.Cure,
            looks ? "health says that a customer did it" : "a start mends it", new() { LooksLikeAPerson = looks });
    }

    private PlannedOutage? Runaway(Machine machine, DateTimeOffset at)
    {
        if (!IsCalm(machine))
            return null;
        var script = _dice.Chance(0.5);
        return Of(
            machine, OutageKind.Runaway, at, script ? "run-script" : "restart",
            options: new() { Script = script ? KillScript : null });
    }

    private PlannedOutage? DataDisk(Machine machine, DateTimeOffset at)
    {
        if (machine.DataDisks == 0 || machine.Traits.MaxShares > 1)
            return null;
        var cleans = _dice.Chance(0.3);
        var disk = new MachineDisk(machine, 0);
        return disk.SizeGiB * 2 > 4096 || MachineDisk.IsSlow(disk.Kind) ? null : Of(
            machine, OutageKind.FullDataDisk, at, cleans ? "run-script" : "grow-disk",
            options: new() { Script = cleans ? CleanScript : null, UsedPercent = 95 + _dice.Below(5) });
    }

    private PlannedOutage Platform(Machine machine, DateTimeOffset at)
    {
        var (isPlanned, minutes) = (_dice.Chance(0.5), 6 + _dice.Below(35));
        return Of(
            machine, OutageKind.Platform, at, runbook: null, ExpectedHandling.HandsOff,
            isPlanned ? "planned maintenance ends by itself" : "Azure mends its host itself",
            new() { IsPlanned = isPlanned, EndsAfter = TimeSpan.FromMinutes(minutes) });
    }

    private PlannedOutage? Undersized(Machine machine, DateTimeOffset at) => !IsCalm(machine) || machine.Size.Vcpus > 16
        || machine.Platform is { DedicatedHost: not null } or { CapacityReservationGroup: not null } or { ScaleSet: not null }
        ? null
        : new()
        {
            Machine = machine, Kind = OutageKind.Undersized, At = at, Expected = ExpectedHandling.Cure, Runbook = "resize-up",
            Reason = "a larger size mends it",
        };

    // What people did keeps the suite off; what they do meanwhile may come before it.
    private PlannedOutage WithPeople(Machine machine, DateTimeOffset at)
    {
        var (what, when, reason) = _dice.Below(7) switch
        {
            0 => ("keep off", at.AddHours(-2), "the machine is marked"),
            1 => ("suppress", at.AddHours(-1), "a processing rule suppresses its alerts"),
            2 => ("restart", at.AddMinutes(-20), "somebody worked on it within the hour"),
            3 => ("stop", at.AddMinutes(-5), "somebody stopped it"),
            4 => ("acknowledge", at.AddMinutes(3), "a restart mends it, unless somebody was faster"),
            5 => ("mend", at.AddMinutes(2), "a restart mends it, unless somebody was faster"),
            _ => ("restart", at.AddMinutes(3), "a restart mends it, unless somebody was faster"),
        };
        var isOff = when < at;
        var expected = isOff ? ExpectedHandling.HandsOff : ExpectedHandling.Cure;
        return Of(machine, OutageKind.Hung, at, isOff ? null : "restart", expected, reason) with
        {
            Moves = what is "stop" ? [new(when, what), new(at.AddHours(2), "start")] : [new(when, what)],
        };
    }

    private void Flap()
    {
        var at = Moment();
        Take(at, machine => Of(
            machine, OutageKind.Hung, at, "restart", ExpectedHandling.Escalate, "it comes back three times, so that people must look",
            new() { Returns = 3, ReturnsAfter = TimeSpan.FromMinutes(75 + _dice.Below(60)) }), hours: 12);
    }

    private void Storm(string name)
    {
        var at = Moment();
        var regions = _fit.GroupBy(static one => one.Region, StringComparer.Ordinal).OrderByDescending(static one => one.Count()).ToList();
        if (regions is not [var largest, ..])
            return;
        var region = regions.Where(one => one.Count() >= StormSize).Select(static one => one.Key).ToList() is { Count: > 0 } large
            ? _dice.OneOf(large) : largest.Key;
        for (var i = 0; i < StormSize; i++)
        {
            var begins = at.AddSeconds(_dice.Below(240));
            Take(begins, machine => machine.Region != region ? null : Hung(machine, begins, heeds: true) with
            {
                Storm = name, Reason = "a storm: some are mended, people are told of the rest",
            });
        }
    }

    private void Pool()
    {
        var pools = _fit.Select(static one => (Machine: one, Pool: LoadBalancing.PoolOf(one))).Where(static one => one.Pool is not null)
            .GroupBy(static one => one.Pool!, StringComparer.Ordinal).Where(static one => one.Count() > 1).ToList();
        if (pools.Count == 0)
            return;
        var (pool, at) = (_dice.OneOf(pools), Moment());
        foreach (var (machine, _) in pool.Where(one => IsFree(one.Machine, at)))
        {
            var begins = at.AddSeconds(_dice.Below(120));
            Keep(Hung(machine, begins, heeds: true) with { Pool = pool.Key, Reason = "all of a pool: one after the other" });
        }
    }

    private void Take(DateTimeOffset at, Func<Machine, PlannedOutage?> make, int hours = 0)
    {
        for (var attempt = 0; attempt < 50 && _fit.Count > 0; attempt++)
        {
            var machine = _dice.OneOf(_fit);
            if (!IsFree(machine, at) || make(machine) is not { } planned)
                continue;
            Keep(planned);
            for (var later = 6; later <= hours; later += 6)
                _taken[machine].Add(at.AddHours(later));
            return;
        }
    }

    private void Keep(PlannedOutage planned)
    {
        if (!_taken.TryGetValue(planned.Machine, out var taken))
            _taken[planned.Machine] = taken = [];
        taken.Add(planned.At);
        _all.Add(planned);
    }

    // The rule about CPU looks at no other.
    private bool IsCalm(Machine machine) => _calm.TryGetValue(machine, out var known) ? known
        : _calm[machine] = AlertDeployment.IsCalm(_azure, machine, _days);

    private bool IsFree(Machine machine, DateTimeOffset at) =>
        !_taken.TryGetValue(machine, out var taken) || taken.TrueForAll(one => (one - at).Duration() > Margin);

    private DateTimeOffset Moment() => _from + ((_until - _from) * _dice.Next());

    private bool IsFit(Machine machine) => machine is { Archetype: not Archetype.OffAtNight, Priority: "Regular", DeletedAt: null }
        && machine.IsRunning(_azure.Time.GetUtcNow())
        && !_azure.Locks.All.Any(one => machine.Id.StartsWith(one.Scope, StringComparison.OrdinalIgnoreCase));

    private void Move(PlannedOutage planned, PlannedMove move)
    {
        var people = _azure.People.Alerts;
        switch (move.What)
        {
            case "keep off":
                people.KeepOff(planned.Machine);
                break;
            case "suppress":
                var group = _azure.Fleet.Groups.Find(planned.Machine.SubscriptionId, planned.Machine.ResourceGroup)!;
                _azure.Alerts.Rules.Suppress(
                    group, $"apr-{planned.Machine.Name}-{move.At:MMddHHmm}", [planned.Machine.Id], move.At, planned.At.AddHours(2));
                break;
            case "stop":
                people.Stop(planned.Machine);
                break;
            case "start":
                people.Start(planned.Machine);
                break;
            case "acknowledge":
                foreach (var open in _azure.Alerts.All.Where(one => one is { ResolvedAt: null, State: AlertState.New }
                    && one.OutageId == planned.Outage?.Id && one.OutageId is not null))
                    people.Acknowledge(open.Id);
                break;
            case "restart":
                people.Restart(planned.Machine);
                break;
            case "mend" when planned.Outage is { } outage:
                people.Mend(outage);
                break;
        }
    }
}
