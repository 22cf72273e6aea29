using Azure.Core;
using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Remediation.Deciding;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Remediation.Runbooks;

/// <summary>A data disk that is to grow.</summary>
public sealed record DiskAsked(string DiskId, ChosenRunbook Choice);

/// <summary>What a data disk is to become.</summary>
public sealed record PlannedGrowth(string DiskId, long FromGiB, long ToGiB);

/// <summary>What a disk is like.</summary>
/// <param name="Kind">Name of its sku.</param>
/// <param name="CompletionPercent">Of a copy that goes on behind it; null: none does.</param>
internal sealed record DiskFacts(string Kind, long SizeGiB, long Shares, double? CompletionPercent);

/// <summary>
/// Whether and how far a data disk grows while its machine runs. Rules: Microsoft Learn, «Expand virtual hard disks», restrictions of
/// expanding without downtime.
/// </summary>
public sealed class DiskGrowth(AzureClients clients)
{
    internal const string Version = "2024-03-02";

    private const int LeastGiB = 4;
    private const int FourTiB = 4096;

    // A partition table in the old form ends there; which form it has only the guest knows.
    private const int TwoTiB = 2048;

    [Function(nameof(PlanGrowth))]
    public Task<Outcome<PlannedGrowth>> PlanGrowth([ActivityTrigger] DiskAsked asked, CancellationToken ct) =>
        Outcome.OfAsync("disk", async () =>
    {
        using var answer = await clients.ArmPipeline.SendAsync(RequestMethod.Get, ArmAddress.Of(asked.DiskId, "", Version), null, ct);
        var (root, properties) = (answer.RootElement, answer.RootElement.Get("properties"));
        var completion = properties.Get("completionPercent");
        var facts = new DiskFacts(
            root.Get("sku").Get("name").Text() ?? "", properties.Get("diskSizeGB").Whole() ?? 0, properties.Get("maxShares").Whole() ?? 1,
            completion.ValueKind == System.Text.Json.JsonValueKind.Number ? completion.GetDouble() : null);
        var (to, problem) = Plan(facts, asked.Choice);
        return problem is null
            ? new PlannedGrowth(asked.DiskId, facts.SizeGiB, to)
            : throw new RefusedException(ActActivities.RefusedCode, problem);
    }, ct);

    internal static (long ToGiB, string? Problem) Plan(DiskFacts disk, ChosenRunbook choice)
    {
        var to = Math.Min(disk.SizeGiB + Math.Max(LeastGiB, disk.SizeGiB * choice.GrowPercent / 100), choice.MostGiB);
        return disk.SizeGiB <= 0 ? (0, "its size is not known")
            : disk.Shares > 1 ? (0, "it is shared, and grows only while no machine has it")
            : to <= disk.SizeGiB ? (0, Invariant($"it has {disk.SizeGiB} GiB, and {choice.MostGiB} are the most it may become"))
            : disk.Kind is "PremiumV2_LRS" or "UltraSSD_LRS" && disk.CompletionPercent is < 100 ? (0, "a copy still goes on behind it")
            : disk.SizeGiB <= TwoTiB && to > TwoTiB ? (0, "it would pass 2 TiB, where an old partition table ends")
            : disk.Kind is not ("PremiumV2_LRS" or "UltraSSD_LRS") && disk.SizeGiB < FourTiB && to >= FourTiB
                ? (0, "it would pass 4 TiB, which such a disk does only while its machine is off")
            : (to, null);
    }
}
