using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Drills.Building;
using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Drills.Report;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Stages.Drills;

/// <summary>
/// How long a drill took against the critical path in which each operation of Azure ends at the first poll that its Retry-After allows. The
/// operations are simulated Azure's own; agents, settling and checks, which say nothing of when to ask again, are taken as they were seen.
/// </summary>
/// <param name="Seconds">From the declaration to the last required validation.</param>
/// <param name="IdealSeconds">The critical path.</param>
internal sealed record DrillPace(int Machines, double Seconds, double IdealSeconds)
{
    // What a client waits where Azure does not say.
    private const int Unsaid = 10;

    public double Ratio => Seconds / IdealSeconds;

    /// <param name="dataDisks">So many a machine at most: Azure copies 50 disks of a subscription at a time.</param>
    public static async Task<DrillPace> OfAsync(int machines, int fleet, int dataDisks)
    {
        await using var stage = await DrillStage.OpenAsync(
            machines, fleet: fleet, choose: machine => machine.Platform.DataDiskTypes.Count <= dataDisks);
        stage.Set($"Drills:Plans:{DrillStage.Plan}:CostCeilingUsd", "100000");
        await stage.BeginAsync();
        await stage.TakePointsAsync();
        await stage.DrillAsync();
        var record = await stage.Life.Services.GetRequiredService<DrillStore>().RecordAsync(DrillStage.DrillId, default);
        return record?.Judgement?.Verdict == Verdict.Pass
            ? Of(stage, record)
            : throw new InvalidOperationException(
                $"the drill is {record?.Judgement?.Verdict}: {string.Join("; ", record?.Judgement?.Causes ?? [])}");
    }

    private static DrillPace Of(DrillStage stage, DrillRecord record)
    {
        var operations = stage.Azure.Operations.All.Where(one => one.Target.StartsWith(stage.GroupId, StringComparison.OrdinalIgnoreCase))
            .ToList();
        double longest(string name, string part) => operations
            .Where(one => one.Name == name && one.Target.Contains(part, StringComparison.OrdinalIgnoreCase)).Select(Polled)
            .DefaultIfEmpty(0).Max();
        var network = longest("NetworkSecurityGroups_CreateOrUpdate", "/nsg") + longest("VirtualNetworks_CreateOrUpdate", "/network");
        var ideal = record.Machines.Max(machine =>
        {
            var key = $"/m{machine.Number:00}-";
            var parts = Math.Max(
                longest("Disks_CreateOrUpdate", key), network + longest("NetworkInterfaces_CreateOrUpdate", key));
            return parts + longest("VirtualMachines_Create", key) + Step(machine, "agent ready") + Step(machine, "settle")
                + machine.Steps.Where(step => machine.Checks.Any(check => check.Label == step.Name)).Max(Seen);
        });
        var end = record.Machines.SelectMany(machine => machine.Checks).Max(check => check.EndedAt);
        return new(record.Machines.Count, (end - record.DeclaredAt!.Value).TotalSeconds, ideal);
    }

    // From its begin to the first poll that finds it ended.
    private static double Polled(LongOperation operation)
    {
        var (form, lasts) = (operation.Form, (operation.End - operation.Start).TotalSeconds);
        double at = form.RetryAfter ?? Unsaid;
        for (var next = form.FirstPoll ?? Unsaid; at < lasts; next = form.LaterPolls ?? Unsaid)
            at += next;
        return at;
    }

    private static double Step(MachineResult machine, string name) => machine.Steps.Where(step => step.Name == name).Sum(Seen);

    private static double Seen(DrillStep step) => (step.End - step.Start).TotalSeconds;
}
