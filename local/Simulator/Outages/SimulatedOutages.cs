using System.Globalization;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Power;

namespace OpsFunctions.Simulator.Outages;

/// <summary>
/// What goes wrong with machines, and what ended it: the truth. It shows in metrics, instance view, agent, resource health and alerts; what
/// Azure has no metric for (a full disk) only in log alerts and from inside. A machine is meant to be on when one begins.
/// </summary>
public sealed class SimulatedOutages
{
    /// <summary>Caller of what a guest does by itself.</summary>
    internal const string Guest = "guest";

    internal const string Crash = "Guest_Crash";
    internal const string Shutdown = "Guest_Shutdown";

    private readonly SimulatedAzure _azure;
    private readonly Lock _lock = new();
    private readonly List<Outage> _all = [];
    private readonly List<Planned> _planned = [];

    internal SimulatedOutages(SimulatedAzure azure) => _azure = azure;

    /// <summary>In order of their begin, also those that ended.</summary>
    public IReadOnlyList<Outage> All
    {
        get
        {
            lock (_lock)
                return [.. _all];
        }
    }

    /// <summary>What is wrong now.</summary>
    public IReadOnlyList<Outage> Active
    {
        get
        {
            var now = _azure.Time.GetUtcNow().UtcTicks;
            return [.. All.Where(one => one.IsAt(now))];
        }
    }

    /// <summary>How many are going to begin.</summary>
    public int StillToCome
    {
        get
        {
            lock (_lock)
                return _planned.Count;
        }
    }

    /// <summary>An outage begins now.</summary>
    /// <exception cref="ArgumentException">The machine has no such disk, or is gone.</exception>
    public Outage Begin(Machine machine, OutageKind kind, OutageOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(machine);
        Check(machine, kind, options ?? new());
        _azure.Later.Wake();
        return Begin(machine, kind, options ?? new(), returnOf: null);
    }

    /// <summary>An outage is going to begin at that moment; of a machine that is gone by then it is forgotten.</summary>
    /// <param name="machine">Whose.</param>
    /// <param name="kind">What.</param>
    /// <param name="at">Later than now.</param>
    /// <param name="options">Null: as usual.</param>
    /// <param name="began">Told when it has begun.</param>
    /// <exception cref="ArgumentException">The machine has no such disk, or is gone.</exception>
    public void BeginAt(
        Machine machine, OutageKind kind, DateTimeOffset at, OutageOptions? options = null, Action<Outage>? began = null)
    {
        ArgumentNullException.ThrowIfNull(machine);
        Check(machine, kind, options ?? new());
        Plan(machine, kind, at, options ?? new(), returnOf: null, began);
    }

    /// <summary>A person mends it from inside, at once, and leaves no trace in the activity log; one that went off is started.</summary>
    public void Mend(Outage outage, string who = "somebody.else@contoso.example")
    {
        ArgumentNullException.ThrowIfNull(outage);
        var now = _azure.Time.GetUtcNow();
        if (outage.Kind is OutageKind.DeadGuest && outage.IsAt(now.UtcTicks) && outage.Machine.PowerAt(now) is MachinePower.Stopped)
            _azure.SetPowerAsSomebodyElse(outage.Machine, isOn: true);
        Ended(outage, _azure.Time.GetUtcNow(), "person", who);
    }

    /// <summary>Of one machine, in order of their begin.</summary>
    public static IReadOnlyList<Outage> Of(Machine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        return machine.Outages;
    }

    /// <summary>A machine's power changes, by whomever.</summary>
    internal void SawPower(Machine machine, PowerChange change)
    {
        if (machine.Outages.Length == 0 || change is not { During: MachinePower.Starting, After: MachinePower.Running })
            return;
        var wasOff = machine.PowerAt(new DateTimeOffset(change.From - 1, TimeSpan.Zero)) is not MachinePower.Running;
        Did(machine, change.Operation, new DateTimeOffset(change.Until, TimeSpan.Zero), change.Caller, wasOff);
    }

    /// <summary>Somebody's command to a machine has its effect at that moment.</summary>
    internal void Did(Machine machine, string operation, DateTimeOffset at, string caller, bool wasOff = false)
    {
        foreach (var one in machine.Outages.Where(one => one.IsAt(at.UtcTicks) && OutageRules.Ends(one, operation, wasOff)))
            Ended(one, at, operation, caller);
    }

    internal void SawSize(Machine machine, int vcpus, DateTimeOffset at, string? caller)
    {
        foreach (var one in machine.Outages.Where(one => one.IsAt(at.UtcTicks) && vcpus > one.Vcpus
            && one.Cures.HasFlag(OutageCures.LargerSize)))
            Ended(one, at, "size", caller);
    }

    /// <summary>A disk is larger from that moment on; what is on it must still grow.</summary>
    internal static void SawDisk(Machine machine, int? lun, DateTimeOffset at)
    {
        foreach (var one in machine.Outages.Where(one => one.IsAt(at.UtcTicks) && LunOf(one) == lun && IsFull(one)))
            one.GrownAt ??= at;
    }

    /// <summary>A script has run to its end on a machine.</summary>
    internal void SawScript(Machine machine, string name, string script, DateTimeOffset at, string caller)
    {
        foreach (var one in machine.Outages.Where(one => one.IsAt(at.UtcTicks)))
        {
            var mends = one.Cures.HasFlag(OutageCures.Script) && OutageRules.IsNamed(one, name, script);
            if (mends || OutageRules.Grows(one, name, script, at))
                Ended(one, at, mends ? "script" : "disk", caller);
        }
    }

    /// <summary>Exit code of a script that looks how full a data disk is; null: it is none.</summary>
    internal static int? LookedAtDisk(Machine machine, string script, DateTimeOffset at) =>
        OutageRules.LooksAtDisk(script) is not { } lun ? null
        : lun >= machine.DataDisks ? OutageRules.NoSuchDisk
        : machine.Outages.Any(one => one.IsAt(at.UtcTicks) && LunOf(one) == lun && IsFull(one)) ? 0 : OutageRules.DiskIsNotFull;

    internal static bool IsFull(Outage one) => one.Kind is OutageKind.FullDataDisk or OutageKind.FullOsDisk;

    internal static int? LunOf(Outage one) => one.Kind is OutageKind.FullDataDisk ? one.Options.Lun : null;

    private Outage Begin(Machine machine, OutageKind kind, OutageOptions options, string? returnOf)
    {
        var now = _azure.Time.GetUtcNow();
        Outage outage;
        lock (_lock)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"outage {kind} {_all.Count(one => one.Machine == machine)}");
            var id = Noise.Id(Noise.Of(machine.Id.ToLowerInvariant()) ^ (ulong)now.UtcTicks, name).ToString();
            outage = new Outage(machine, kind, options, now, id, _azure.Time) { ReturnOf = returnOf, Vcpus = machine.SizeAt(now).Vcpus };
            _all.Add(outage);
        }
        machine.Add(outage);
        if (kind is OutageKind.DeadGuest)
        {
            var how = options.LooksLikeAPerson ? Shutdown : Crash;
            lock (_azure.Changing)
                machine.ChangePower(new PowerChange(now.UtcTicks, now.UtcTicks, MachinePower.Stopping, MachinePower.Stopped, how, Guest));
        }
        var lasts = options.EndsAfter ?? (kind is OutageKind.Platform ? OutageRules.PlatformLasts : null);
        if (lasts is { } span)
            Ended(outage, now + span, "time", who: null);
        _azure.Health.Began(outage);
        return outage;
    }

    private void Ended(Outage outage, DateTimeOffset at, string by, string? who)
    {
        if (!outage.End(at, by, who))
            return;
        _azure.Health.Ends(outage, at);
        var options = outage.Options;
        if (options.Returns <= 0)
            return;
        lock (_lock)
            _planned.RemoveAll(one => one.ReturnOf == outage.Id && one.IsReturn);
        Plan(
            outage.Machine, outage.Kind, at + options.ReturnsAfter, options with { Returns = options.Returns - 1 }, outage.Id,
            began: null);
    }

    private void Plan(
        Machine machine, OutageKind kind, DateTimeOffset at, OutageOptions options, string? returnOf, Action<Outage>? began)
    {
        var planned = new Planned(returnOf, returnOf is not null);
        lock (_lock)
            _planned.Add(planned);
        _azure.Later.Wake();
        _azure.Later.Add(at, machine.Seed ^ Noise.Of(kind.ToString()), () =>
        {
            bool isStill;
            lock (_lock)
                isStill = _planned.Remove(planned);
            if (!isStill || machine.DeletedAt is not null)
                return;
            var outage = Begin(machine, kind, options, returnOf);
            began?.Invoke(outage);
        });
    }

    private static void Check(Machine machine, OutageKind kind, OutageOptions options)
    {
        if (machine.DeletedAt is not null)
            throw new ArgumentException($"{machine.Name} is gone.", nameof(machine));
        if (kind is OutageKind.FullDataDisk && (options.Lun < 0 || options.Lun >= machine.DataDisks))
            throw new ArgumentException($"{machine.Name} has no data disk {options.Lun}.", nameof(options));
        ArgumentOutOfRangeException.ThrowIfNotEqual(options.UsedPercent is >= 1 and <= 100, true, nameof(options));
    }

    // By reference: two of the same machine are two.
    private sealed class Planned(string? returnOf, bool isReturn)
    {
        public string? ReturnOf => returnOf;

        public bool IsReturn => isReturn;
    }
}
