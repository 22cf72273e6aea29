using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Local.Cli.Rehearsal;
using OpsFunctions.Orchestrations.Guard.Stop;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Simulator;
using OpsFunctions.Stages.Changes;
using static System.FormattableString;

namespace OpsFunctions.Stages.Snapshots;

/// <summary>What people and Azure do to points in the days of a rehearsal; drawn by seed.</summary>
internal sealed class RotationTroubles(SimulatedAzure azure, Random random)
{
    private static readonly string[] Operations =
    [
        "Snapshots_CreateOrUpdate", "Snapshots_Get", "Snapshots_Delete", "RestorePoints_Create", "RestorePoints_Get",
        "RestorePoints_Delete",
        "RestorePointCollections_CreateOrUpdate", "RestorePointCollections_Get", "Resources_Query", "ManagementLocks_ListByScope",
        "VirtualMachines_Get", "BlockBlob_Upload", "Blob_Download", "AppendBlob_AppendBlock",
    ];

    private readonly List<string> _drawn = [];
    private readonly List<(string Id, DateTimeOffset From, DateTimeOffset Until)> _protected = [];
    private DateTimeOffset _lockedAt;
    private string? _locked;

    public IReadOnlyList<string> Drawn => _drawn;

    /// <summary>What was deleted while it was held or locked.</summary>
    public IEnumerable<string> DeletedUnderProtection() => azure.Snapshots.History
        .Where(point => point.DeletedBy == azure.Suite.Act.PrincipalId
            && _protected.Exists(one => point.DeletedAt > one.From && point.DeletedAt < one.Until
                && (point.Id == one.Id || point.Id.StartsWith(one.Id + "/", StringComparison.OrdinalIgnoreCase))))
        .Select(point => point.Id);

    /// <summary>One thing an hour at most.</summary>
    public async Task HourAsync(IServiceProvider services)
    {
        var draw = random.Next(12);
        if (_locked is not null && random.Next(4) == 0)
        {
            Unlock();
        }
        switch (draw)
        {
            case 0 or 1 or 2:
                Fault();
                break;
            case 3:
                Delete();
                break;
            case 4:
                Lock();
                break;
            case 5:
                await HoldAsync(services);
                break;
            case 6:
                Foreign();
                break;
            case 7 when random.Next(3) == 0:
                ReplaceDisk();
                break;
            case 8 when random.Next(6) == 0:
                DeleteMachine();
                break;
            case 9 when random.Next(4) == 0:
                await KillSwitchAsync(services);
                break;
            default:
                break;
        }
    }

    /// <summary>From now on nobody disturbs.</summary>
    public async Task CalmAsync(IServiceProvider services)
    {
        azure.Faults.Clear();
        if (_locked is not null)
            Unlock();
        await services.GetRequiredService<KillSwitch>().LiftAsync("rehearsal", "calm", default);
    }

    private void Unlock()
    {
        azure.Locks.Remove(_locked!);
        _protected.Add((_locked!, _lockedAt, Now));
        _locked = null;
    }

    private void Fault()
    {
        var operation = Operations[random.Next(Operations.Length)];
        var rule = FaultKinds.All[random.Next(FaultKinds.All.Count)];
        var (first, count) = (random.Next(1, 9), random.Next(2) == 0 ? 1 : 4);
        for (var nth = first; nth < first + count; nth++)
            azure.Faults.Add(rule with { Operation = operation, Nth = nth });
        _drawn.Add(Invariant($"{Now:MM-dd HH:mm} {operation} {first} to {first + count - 1}: {rule.Kind} {rule.Status} {rule.Code}"));
    }

    private void Delete()
    {
        if (Own() is not { Count: > 0 } own)
            return;
        var victim = own[random.Next(own.Count)];
        azure.DeleteSnapshotAsSomebodyElse(victim.Id);
        _drawn.Add(Invariant($"{Now:MM-dd HH:mm} somebody deletes {victim.Name}"));
    }

    private void Lock()
    {
        if (_locked is not null || Own() is not { Count: > 0 } own)
            return;
        var one = own[random.Next(own.Count)];
        _locked = random.Next(2) == 0 ? one.Id : one.Id[..one.Id.IndexOf("/providers/", StringComparison.Ordinal)];
        _lockedAt = Now;
        azure.Locks.Add(_locked, random.Next(3) == 0 ? LockLevel.ReadOnly : LockLevel.CanNotDelete);
        _drawn.Add(Invariant($"{Now:MM-dd HH:mm} lock on {_locked}"));
    }

    private async Task HoldAsync(IServiceProvider services)
    {
        if (Own() is not { Count: > 0 } own)
            return;
        var one = own[random.Next(own.Count)];
        var until = Now.AddHours(random.Next(1, 30));
        await Patience.AskAsync(async () =>
        {
            await services.GetRequiredService<Holds>()
                .PutAsync(new("drill", "drill", "in use", one.SourceUniqueId, one.Id, Now, until), default);
            return true;
        });
        // One after the other of the same name: a later hold of another point of the series takes the place of the one before.
        _protected.RemoveAll(known => known.Until > Now && known.Id != one.Id
            && azure.Snapshots.History.Any(point => point.Id == known.Id && point.Source == one.SourceUniqueId));
        _protected.Add((one.Id, Now, until));
        _drawn.Add(Invariant($"{Now:MM-dd HH:mm} {one.Name} is held"));
    }

    // Some say that they are from the future, or bear the suite's own tags.
    private void Foreign()
    {
        var machine = Machine();
        if (machine is null || machine.HasEphemeralOsDisk)
            return;
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        if (random.Next(2) == 0)
            tags[PointNames.CreatedByTag] = PointNames.Creator;
        azure.AddSnapshotAsSomebodyElse(machine, null, Invariant($"by-hand-{Now:MMddHHmm}"), tags, random.Next(3) == 0
            ? Now.AddDays(random.Next(-40, 400))
            : null);
        _drawn.Add(Invariant($"{Now:MM-dd HH:mm} somebody takes a snapshot of {machine.Name}"));
    }

    private void ReplaceDisk()
    {
        if (Machine() is not { HasEphemeralOsDisk: false } machine)
            return;
        azure.ReplaceDiskAsSomebodyElse(machine, lun: null);
        _drawn.Add(Invariant($"{Now:MM-dd HH:mm} {machine.Name} has another OS disk"));
    }

    private void DeleteMachine()
    {
        if (Machine() is not { } machine)
            return;
        azure.DeleteMachineAsSomebodyElse(machine, withDisks: random.Next(2) == 0);
        _drawn.Add(Invariant($"{Now:MM-dd HH:mm} {machine.Name} is deleted"));
    }

    private async Task KillSwitchAsync(IServiceProvider services)
    {
        var killSwitch = services.GetRequiredService<KillSwitch>();
        await Patience.AskAsync(async () => (await killSwitch.ReadAsync(default)) is { Level: KillSwitchLevel.Off, IsUnread: false }
            ? await killSwitch.ThrowAsync(KillSwitchLevel.Soft, "rehearsal", "drawn", default)
            : await killSwitch.LiftAsync("rehearsal", "drawn", default));
        _drawn.Add(Invariant($"{Now:MM-dd HH:mm} kill switch"));
    }

    private DateTimeOffset Now => azure.Time.GetUtcNow();

    private List<Snapshot> Own() => [.. azure.Snapshots.All.Where(one => one.Tags.ContainsKey(PointNames.SlotTag))];

    private Machine? Machine()
    {
        var alive = azure.Fleet.Machines.Where(machine => machine.DeletedAt is null).ToList();
        return alive.Count == 0 ? null : alive[random.Next(alive.Count)];
    }
}
