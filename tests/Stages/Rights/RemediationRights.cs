using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Outages;
using OpsFunctions.Stages.Remediation;

namespace OpsFunctions.Stages.Rights;

/// <summary>Each runbook, alerts that nobody delivered, and a resize for which the machine has to stop.</summary>
internal static class RemediationRights
{
    private const string Capability = "remediation";

    public static IReadOnlyList<RightsScenario> All { get; } =
    [
        Outage("a hung machine", new(OutageKind.Hung)),
        Outage("a guest that went off", new(OutageKind.DeadGuest)),
        Outage("a failed provisioning", new(OutageKind.ProvisioningFailed)),
        Outage("a runaway", new(OutageKind.Runaway)),
        Outage("a full disk", new(OutageKind.FullDataDisk)),
        Outage("a plain restart", new(OutageKind.Runaway) { Runbook = "restart" }),
        Outage("another host", new(OutageKind.Hung) { Runbook = "redeploy" }),
        Outage("another size", new(OutageKind.Undersized) { Runbook = "resize-up" }),
        Outage("another size by way of a stop", new(OutageKind.Undersized) { Runbook = "resize-up", Prepare = OfferNothing, Nth = 3 }),
        Outage("another size behind a load balancer", new(OutageKind.Undersized) { Runbook = "resize-up", Seed = 5, IsBalanced = true }),
        Outage("an alert that nobody delivered", new(OutageKind.Hung) { IsLost = true }),
        new(Capability, "a notice about health", NoticeAsync),
        Outage("a role that arrives late", new(OutageKind.ProvisioningFailed)
        {
            Late = "Microsoft.Compute/virtualMachines/reapply/action",
        }),
        new(Capability, "a scale set", ScaleOutAsync),
        new(Capability, "alerts of each kind of rule that nobody delivered", ReconcileAsync),
    ];

    private static RightsScenario Outage(string name, OutageOfOne outage) => new(Capability, name, outage.RunAsync);

    // The hardware does not list it, so that the machine has to stop.
    private static void OfferNothing(SimulatedAzure azure) => azure.Faults.Add(new FaultRule
    {
        Operation = "VirtualMachines_ListAvailableSizes", Status = 409, Code = "OperationNotAllowed", Message = "Not now.",
    });

    private static async Task<RightsSeen> ScaleOutAsync()
    {
        await using var stage = await RemediationStage.OpenAsync(machines: 20);
        stage.Set("Remediation:Rules:scale:AlertRule", "vmss-queue");
        stage.Set("Remediation:Rules:scale:Runbooks:0:Name", "scale-out");
        await stage.BeginAsync();
        var group = stage.Azure.Fleet.ResourceGroups[0];
        var set = stage.Azure.ScaleSets.Add(group, "vmss-web", "Standard_D2s_v5", 4);
        stage.Put(stage.Azure.Alerts.Fire(set, $"{IdOf(group)}/providers/microsoft.insights/scheduledqueryrules/vmss-queue"));
        await stage.Life.PassAsync(TimeSpan.FromMinutes(20));
        return RightsSeen.Of(stage.Azure);
    }

    // Azure's processing rules are not applied to it by Azure.
    private static async Task<RightsSeen> NoticeAsync()
    {
        await using var stage = await RemediationStage.OpenAsync(machines: 20);
        await stage.BeginAsync();
        stage.PutHealth(stage.Machines[0]);
        await stage.Life.PassAsync(TimeSpan.FromMinutes(5));
        return RightsSeen.Of(stage.Azure);
    }

    private static async Task<RightsSeen> ReconcileAsync()
    {
        await using var stage = await RemediationStage.OpenAsync(machines: 20, delivery: static one => one with { Lost = 1 });
        await stage.BeginAsync();
        var machine = stage.Machines[0];
        foreach (var rule in stage.Deployment.Rules.Where(one => one.Contains(machine.SubscriptionId, StringComparison.OrdinalIgnoreCase)))
            stage.Azure.Alerts.Fire(machine.Id, rule);
        await stage.Life.PassAsync(TimeSpan.FromMinutes(20));
        return RightsSeen.Of(stage.Azure);
    }

    private static string IdOf(SimulatedResourceGroup group) => $"/subscriptions/{group.SubscriptionId}/resourceGroups/{group.Name}";

    private sealed record OutageOfOne(OutageKind Kind)
    {
        /// <summary>The only one that rules of CPU, availability and health call; null: theirs.</summary>
        public string? Runbook { get; init; }

        public Action<SimulatedAzure> Prepare { get; init; } = static _ => { };

        public bool IsLost { get; init; }

        public int Seed { get; init; } = 1;

        /// <summary>Which of the machines that run, from 0: one that has room for another size within its quota.</summary>
        public int Nth { get; init; } = 1;

        public bool IsBalanced { get; init; }

        /// <summary>An action that only a role allows which arrives late; null: none.</summary>
        public string? Late { get; init; }

        public async Task<RightsSeen> RunAsync()
        {
            await using var stage = await RemediationStage.OpenAsync(
                machines: IsBalanced ? 60 : 40, Seed, delivery: one => IsLost ? one with { Lost = 1 } : one);
            foreach (var rule in Runbook is null ? [] : new[] { "cpu", "availability", "health" })
                for (var index = 0; index < 3; index++)
                {
                    stage.Set(FormattableString.Invariant($"Remediation:Rules:{rule}:Runbooks:{index}:Name"), index == 0 ? Runbook : null);
                    stage.Set(FormattableString.Invariant($"Remediation:Rules:{rule}:Runbooks:{index}:Script"), null);
                }
            await stage.BeginAsync();
            await stage.Life.PassAsync(LateRole.Settled);
            Prepare(stage.Azure);
            if (Late is not null)
                LateRole.Begin(stage.Azure, stage.Azure.Suite.Act, Late);
            var machine = IsBalanced
                ? stage.Machines.First(static one => OutagePlan.PoolOf(one) is not null && one.Size.Vcpus < 16) : stage.Machines[Nth];
            stage.Azure.Outages.Begin(machine, Kind, new OutageOptions { Script = "kill-runaway" });
            await stage.Life.PassAsync(TimeSpan.FromHours(1.5));
            return RightsSeen.Of(stage.Azure, Late);
        }
    }
}
