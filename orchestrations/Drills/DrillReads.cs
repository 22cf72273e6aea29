using Azure.Core.Pipeline;
using OpsFunctions.Orchestrations.Arm.Identities;
using OpsFunctions.Orchestrations.Incidents;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Recovery;

namespace OpsFunctions.Orchestrations.Drills;

/// <summary>Reads of Azure for drills, all by the drills' own identity: the application, its points, and where it is built.</summary>
public sealed class DrillReads(AzureIdentities identities)
{
    /// <summary>The resource manager.</summary>
    public HttpPipeline Pipeline { get; } = identities.Drill.ArmPipeline;

    public PointCatalogue Points { get; } = new(identities.Drill, new PointReader(identities.Drill));

    public OpenIncidents Incidents { get; } = new(identities.Drill);

    public SizeReader Sizes { get; } = new(identities.Drill);

    public QuotaReader Quotas { get; } = new(identities.Drill);
}
