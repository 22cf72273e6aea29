using Azure.Core;
using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Remediation.Deciding;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Remediation.Runbooks;

/// <summary>A scale set that is to have more instances.</summary>
public sealed record ScaleAsked(string ScaleSetId, ChosenRunbook Choice);

/// <summary>From how many instances to how many.</summary>
public sealed record PlannedScale(long From, long To);

/// <summary>How many instances a scale set gets: none where autoscale rules it, which would set the count back on its next run.</summary>
public sealed class ScaleOut(AzureClients clients)
{
    private const string AutoscaleVersion = "2022-10-01";

    [Function(nameof(PlanScale))]
    public Task<Outcome<PlannedScale>> PlanScale([ActivityTrigger] ScaleAsked asked, CancellationToken ct) =>
        Outcome.OfAsync("scale set", async () =>
    {
        var isRuled = false;
        await clients.ArmPipeline.ListAsync(
            ArmAddress.Of(
                $"/subscriptions/{ArmId.SubscriptionOf(asked.ScaleSetId)}/providers/Microsoft.Insights/autoscalesettings", "",
                AutoscaleVersion), one =>
            {
                var properties = one.Get("properties");
                isRuled |= properties.Get("enabled").ValueKind != System.Text.Json.JsonValueKind.False
                    && string.Equals(properties.Get("targetResourceUri").Text(), asked.ScaleSetId, StringComparison.OrdinalIgnoreCase);
            }, ct);
        if (isRuled)
            throw new RefusedException(ActActivities.RefusedCode, "autoscale rules it, and would set the count back");
        using var answer = await clients.ArmPipeline.SendAsync(
            RequestMethod.Get, ArmAddress.Of(asked.ScaleSetId, "", AzureClients.MachinesVersion), null, ct);
        var now = answer.RootElement.Get("sku").Get("capacity").Whole()
            ?? throw new System.Text.Json.JsonException("a scale set without a capacity");
        var to = Math.Min(now + asked.Choice.AddInstances, asked.Choice.MostInstances);
        return to > now
            ? new PlannedScale(now, to)
            : throw new RefusedException(
                ActActivities.RefusedCode, Invariant($"it has {now} instances, and {asked.Choice.MostInstances} are the most"));
    }, ct);
}
