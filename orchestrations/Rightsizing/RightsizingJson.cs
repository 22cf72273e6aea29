using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpsFunctions.Orchestrations.Rightsizing;

/// <summary>The report for programs. <c>schemaVersion</c> rises when a property goes or changes its meaning.</summary>
internal static class RightsizingJson
{
    public const int SchemaVersion = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Converters = { new JsonStringEnumConverter() },
    };

    public static BinaryData Of(RightsizingReport report) => BinaryData.FromObjectAsJson(new
    {
        SchemaVersion,
        Run = new
        {
            Id = report.Run.RunId,
            RightsizingReport.Capability,
            report.Run.AsOf,
            report.Options.Mode,
            report.Options.LookBackDays,
            GrainMinutes = LoadWindow.Grain.TotalMinutes,
        },
        report.Totals,
        report.Problems,
        Machines = report.Assessments.Select(MachineOf),
    }, Json);

    private static object MachineOf(Assessment assessment) => new
    {
        assessment.Machine.Id,
        assessment.Machine.Name,
        assessment.Machine.Subscription,
        assessment.Machine.ResourceGroup,
        assessment.Machine.Region,
        assessment.Tags.Environment,
        assessment.Tags.Owner,
        Mode = assessment.Tags.Rightsizing,
        assessment.Machine.Size,
        MonthlyCost = RightsizingPolicy.MonthlyCost(assessment),
        assessment.Advice,
        assessment.Demand,
    };
}
