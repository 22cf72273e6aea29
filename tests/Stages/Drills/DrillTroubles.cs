using OpsFunctions.Orchestrations.Drills;
using OpsFunctions.Orchestrations.Drills.Building;
using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Guard.Stop;
using OpsFunctions.Simulator;
using OpsFunctions.Stages.Changes;
using Microsoft.Extensions.DependencyInjection;
using static System.FormattableString;

namespace OpsFunctions.Stages.Drills;

/// <summary>What may happen to a drill.</summary>
internal enum DrillTrouble
{
    Abort,
    ShortTime,
    Kill,
    KillSwitchSoft,
    KillSwitchHard,
    Peering,
    ConnectedGroup,
    Guest,
    MuteAgent,
    StuckScript,
    Lock,
    ForeignResource,
    Call,
}

/// <summary>Draws what happens to a drill, and makes it happen: at the nth call of the app, or from the beginning.</summary>
internal sealed class DrillTroubles
{
    private const int MostTroubles = 3;
    private const int MostKills = 2;
    private const int LastCall = 260;

    private static readonly string[] Operations =
    [
        "ResourceGroups_CreateOrUpdate", "ResourceGroups_Get", "ResourceGroups_Delete", "NetworkSecurityGroups_CreateOrUpdate",
        "VirtualNetworks_CreateOrUpdate", "VirtualNetworks_Get", "NetworkInterfaces_CreateOrUpdate",
        "NetworkInterfaces_GetEffectiveRouteTable",
        "Disks_CreateOrUpdate", "Disks_Get", "VirtualMachines_CreateOrUpdate", "VirtualMachines_Get",
        "VirtualMachineRunCommands_CreateOrUpdate",
        "VirtualMachineRunCommands_GetByVirtualMachine", "Resources_ListByResourceGroup", "Resources_List", "Snapshots_ListByResourceGroup",
        "Operations_Get", "VirtualMachines_PowerOff",
    ];

    private readonly DrillStage _stage;
    private readonly List<(int Call, Func<Task> Act)> _acts = [];
    private readonly List<string> _drawn = [];
    private readonly List<Action> _begins = [];
    private int _calls;

    public DrillTroubles(DrillStage stage, Random random)
    {
        _stage = stage;
        for (var number = random.Next(0, MostTroubles + 1); number > 0; number--)
            Draw((DrillTrouble)random.Next(Enum.GetValues<DrillTrouble>().Length), random);
        for (var number = random.Next(0, MostKills + 1); number > 0; number--)
            Draw(DrillTrouble.Kill, random);
    }

    /// <summary>One trouble, at that call or commit.</summary>
    public DrillTroubles(DrillStage stage, DrillTrouble trouble, int at, bool isKept)
    {
        _stage = stage;
        if (trouble == DrillTrouble.Kill)
        {
            Kills.Add((at, isKept));
            _drawn.Add(Invariant($"{trouble} at commit {at}{(isKept ? ", kept" : "")}"));
        }
        else
            At(trouble, at, () => ActAsync(trouble));
    }

    /// <summary>How long after its creation a network is taken into a connected group; null: never.</summary>
    public TimeSpan? ConnectedAfter { get; private set; }

    /// <summary>Calls of the app to Azure since it began.</summary>
    public int Calls => _calls;

    public IReadOnlyList<string> Drawn => _drawn;

    public List<(int Commit, bool IsKept)> Kills { get; } = [];

    public Dictionary<string, string?> Settings { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Resources that people put into the drill's group.</summary>
    public List<string> Foreign { get; } = [];

    public bool Has(DrillTrouble trouble) => _drawn.Exists(one => one.StartsWith($"{trouble} ", StringComparison.Ordinal));

    /// <summary>From now on it happens.</summary>
    public void Begin()
    {
        foreach (var begin in _begins)
            begin();
        _stage.BeforeCall = async _ =>
        {
            var call = ++_calls;
            foreach (var (_, act) in _acts.Where(one => one.Call == call).ToList())
                await act();
        };
    }

    /// <summary>People and Azure are calm again: nothing is in the way of the sweeper.</summary>
    public void End()
    {
        _stage.BeforeCall = static _ => Task.CompletedTask;
        _stage.Azure.Faults.Clear();
        _stage.Azure.Guests.Clear();
    }

    private void Draw(DrillTrouble trouble, Random random)
    {
        var call = random.Next(5, LastCall);
        string clone() => Invariant($"m{random.Next(1, _stage.Machines.Count + 1):00}-");
        switch (trouble)
        {
            case DrillTrouble.Abort:
            case DrillTrouble.KillSwitchSoft:
            case DrillTrouble.KillSwitchHard:
                At(trouble, call, () => ActAsync(trouble));
                break;
            case DrillTrouble.ShortTime:
                Settings[$"Drills:Plans:{DrillStage.Plan}:TtlMinutes"] = "30";
                Settings[$"Drills:Plans:{DrillStage.Plan}:RtoMinutes"] = "5";
                Settings[$"Drills:Plans:{DrillStage.Plan}:Groups:0:Machines:0"] = "*";
                Settings[$"Drills:Plans:{DrillStage.Plan}:Groups:0:SettleSeconds"] = Invariant($"{random.Next(1000, 3600)}");
                _drawn.Add($"{trouble} of 30 minutes");
                break;
            case DrillTrouble.Kill:
                Kills.Add((random.Next(2, 160), random.Next(2) == 0));
                _drawn.Add(Invariant($"{trouble} at commit {Kills[^1].Commit}{(Kills[^1].IsKept ? ", kept" : "")}"));
                break;
            case DrillTrouble.Peering:
                At(trouble, call, () => Quietly(() => _stage.Azure.Networks.Peer(
                    $"{_stage.GroupId}/providers/Microsoft.Network/virtualNetworks/network",
                    "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub", "10.255.0.0/16")));
                break;
            case DrillTrouble.ConnectedGroup:
                var after = TimeSpan.FromSeconds(random.Next(0, 600));
                ConnectedAfter = after;
                _begins.Add(() => _stage.Azure.Networks.ConnectNew("ops-drill-", after, "10.254.0.0/16"));
                _drawn.Add($"{trouble} by policy after {after.TotalSeconds:0} s");
                break;
            case DrillTrouble.Guest:
                var (kind, part) = ((GuestTrouble)random.Next(1, Enum.GetValues<GuestTrouble>().Length), clone());
                _begins.Add(() => _stage.Azure.Guests.Add(new GuestRule(kind) { Machine = part }));
                _drawn.Add($"{trouble} {kind} on {part}");
                break;
            case DrillTrouble.MuteAgent:
                var mute = clone();
                _begins.Add(() => _stage.Azure.Guests.NeedsOutbound(mute));
                _drawn.Add($"{trouble} on {mute}");
                break;
            case DrillTrouble.StuckScript:
                var (stuck, minutes) = (clone(), random.Next(1, 200));
                _begins.Add(() => _stage.Azure.Guests.Stick(stuck, TimeSpan.FromMinutes(minutes)));
                _drawn.Add(Invariant($"{trouble} on {stuck} for {minutes} minutes"));
                break;
            case DrillTrouble.Lock:
                At(trouble, call, () => Quietly(() => _stage.Azure.Locks.Add(_stage.GroupId, LockLevel.CanNotDelete, "keep")));
                break;
            case DrillTrouble.ForeignResource:
                var id = $"{_stage.GroupId}/providers/Microsoft.Storage/storageAccounts/{Invariant($"foreign{Foreign.Count}")}";
                At(trouble, call, () => Quietly(() =>
                {
                    _stage.Azure.People.MakeResource(id);
                    Foreign.Add(id);
                }));
                break;
            default:
                DrawCall(random);
                break;
        }
    }

    // Half of them hit four calls in a row: what hits one only, the client's own retries hide.
    private void DrawCall(Random random)
    {
        var operation = Operations[random.Next(Operations.Length)];
        var isRead = operation.Contains("Get", StringComparison.Ordinal) || operation.Contains("List", StringComparison.Ordinal);
        var kind = random.Next(FaultKinds.All.Count + (isRead ? 1 : 0));
        var rule = kind == FaultKinds.All.Count ? FaultKinds.Truncated : FaultKinds.All[kind];
        var (first, count) = (random.Next(1, 7), random.Next(2) == 0 ? 1 : 4);
        _begins.Add(() =>
        {
            for (var nth = first; nth < first + count; nth++)
                _stage.Azure.Faults.Add(rule with { Operation = operation, Nth = nth, From = _stage.Azure.Time.GetUtcNow() });
        });
        _drawn.Add(
            Invariant(
                $"Call {operation} {first} to {first + count - 1}: {rule.Kind} {rule.Status} {rule.Code}{(rule.AfterEffect ? " after its effect" : "")}"));
    }

    private void At(DrillTrouble trouble, int call, Func<Task> act)
    {
        _acts.Add((call, act));
        _drawn.Add(Invariant($"{trouble} at call {call}"));
    }

    private Task ActAsync(DrillTrouble trouble) => trouble switch
    {
        DrillTrouble.Abort => _stage.Life.Client.RaiseEventAsync(DrillStage.DrillId, DrillOrchestrator.AbortEvent, "a person"),
        DrillTrouble.KillSwitchSoft => ThrowAsync(KillSwitchLevel.Soft),
        _ => ThrowAsync(KillSwitchLevel.Hard),
    };

    private async Task ThrowAsync(KillSwitchLevel level) => await _stage.Life.Services.GetRequiredService<KillSwitch>().ThrowAsync(
        level, "a person", "rehearsal", default);

    // Before its group or network is there, nothing can happen to it.
    private static Task Quietly(Action act)
    {
        try
        {
            act();
        }
        catch (ArgumentException)
        {
            // It is not there yet, or not any more.
        }
        return Task.CompletedTask;
    }
}
