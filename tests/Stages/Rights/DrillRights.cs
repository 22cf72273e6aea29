using OpsFunctions.Simulator;
using OpsFunctions.Stages.Drills;

namespace OpsFunctions.Stages.Rights;

/// <summary>A drill that goes well, and those in which something is in its way.</summary>
internal static class DrillRights
{
    private const string Made = "VirtualMachines_CreateOrUpdate";

    private const string Hub =
        "/subscriptions/00000000-0000-0000-0000-00000000000a/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/hub";

    public static IReadOnlyList<RightsScenario> All { get; } =
    [
        Drill("points of several disks", new(machine => machine.DataDisks > 0)),
        Drill("points of one disk", new(machine => machine.DataDisks == 0)),
        Drill("encryption at host", new(machine => machine.Platform.EncryptionAtHost)),
        Drill("a bought machine", new() { Prepare = Buy }),
        Drill("an opened network", new() { Meanwhile = Open }),
        Drill("somebody's disk in the group", new() { Meanwhile = PutDisk }),
        Drill("somebody's disk, and no machine can be made", new()
        {
            Prepare = MakeNone, MeanwhileOn = "Disks_CreateOrUpdate", MeanwhileAfter = 0, Meanwhile = PutDisk,
        }),
        Drill("the role of the source arrives late", new()
        {
            Late = "Microsoft.Compute/disks/read", LateRole = "OpsFunctions Drills Source",
        }),
        Drill("the role of the place arrives late", new() { Late = "Microsoft.Network/virtualNetworks/write" }),
    ];

    private static RightsScenario Drill(string name, OneDrill drill) => new("drills", name, () => drill.RunAsync());

    private static void Buy(DrillStage stage) => stage.Azure.People.Describe(
        stage.Machines[0].Id, new MachineTraits { Plan = ("contoso", "shop", "basic") });

    private static void Open(DrillStage stage) =>
        stage.Azure.Networks.Peer($"{stage.GroupId}/providers/Microsoft.Network/virtualNetworks/network", Hub, "10.255.0.0/16");

    private static void PutDisk(DrillStage stage) =>
        stage.Azure.People.MakeResource($"{stage.GroupId}/providers/Microsoft.Compute/disks/theirs");

    private static void MakeNone(DrillStage stage) =>
        stage.Azure.Faults.Add(new FaultRule { Operation = Made, Status = 409, Code = "OperationNotAllowed", Message = "No." });

    private sealed record OneDrill(Func<Machine, bool>? Choose = null)
    {
        public Action<DrillStage> Prepare { get; init; } = static _ => { };

        /// <summary>Done once, so many minutes after that was called first.</summary>
        public Action<DrillStage> Meanwhile { get; init; } = static _ => { };

        public string MeanwhileOn { get; init; } = Made;

        public int MeanwhileAfter { get; init; } = 2;

        /// <summary>An action that only a role allows which arrives late; null: none.</summary>
        public string? Late { get; init; }

        public string LateRole { get; init; } = "OpsFunctions Drills Place";

        public async Task<RightsSeen> RunAsync()
        {
            await using var stage = await DrillStage.OpenAsync(machines: 1, choose: Choose, fleet: 60);
            stage.Set($"Drills:Plans:{DrillStage.Plan}:Groups:0:Machines:0", "*");
            stage.Set($"Drills:Plans:{DrillStage.Plan}:Groups:0:SettleSeconds", "900");
            await stage.BeginAsync();
            await stage.TakePointsAsync();
            Prepare(stage);
            if (Late is not null)
            {
                await stage.Life.PassAsync(Rights.LateRole.Settled);
                Rights.LateRole.Begin(stage.Azure, stage.Azure.Suite.Drill, Late, LateRole);
            }
            var isDone = false;
            stage.Quiet = () =>
            {
                var since = stage.Azure.Calls.Changes.FirstOrDefault(change => change.Operation == MeanwhileOn)?.Time;
                if (!isDone && stage.Azure.Time.GetUtcNow() >= since?.AddMinutes(MeanwhileAfter))
                {
                    isDone = true;
                    Meanwhile(stage);
                }
                return Task.CompletedTask;
            };
            await stage.DrillAsync();
            return RightsSeen.Of(stage.Azure, Late);
        }
    }
}
