using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using OpsFunctions.Orchestrations.Machines.Load;
using OpsFunctions.Orchestrations.Rightsizing.Advising;

namespace OpsFunctions.Orchestrations.Rightsizing.Report;

/// <summary>
/// The report for programs, written machine by machine, a line each. <c>schemaVersion</c> rises when a property goes or changes its
/// meaning.
/// </summary>
internal sealed class RightsizingJson(TextWriter json)
{
    public const int SchemaVersion = 2;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private int _machines;

    public async Task BeginAsync(RightsizingReport report)
    {
        var head = new StringBuilder("{\n");
        Property(head, "schemaVersion", SchemaVersion);
        Property(head, "run", new
        {
            Id = report.Run.RunId,
            Capability = RightsizingCapability.Name,
            report.Run.AsOf,
            report.Options.Mode,
            report.Options.LookBackDays,
            GrainMinutes = LoadWindow.Grain.TotalMinutes,
            report.Evidence,
        });
        Property(head, "totals", report.Totals);
        Property(head, "realised", report.Realised);
        Property(head, "problems", report.Problems);
        Property(head, "problemsNotListed", report.ProblemsNotListed);
        await json.WriteAsync(head.Append("\"machines\":["));
    }

    public Task AddAsync(Assessment assessment) =>
        json.WriteAsync((_machines++ == 0 ? "\n" : ",\n") + JsonSerializer.Serialize(MachineOf(assessment), Json));

    public Task EndAsync() => json.WriteAsync("\n]}\n");

    private static void Property<T>(StringBuilder head, string name, T value) =>
        head.Append('"').Append(name).Append("\":").Append(JsonSerializer.Serialize(value, Json)).Append(",\n");

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
        assessment.Advice.Target,
        Risk = assessment.Advice.Risk?.Overall,
        assessment.RunsInARow,
        MonthlyCost = RightsizingPolicy.MonthlyCost(assessment),
        assessment.Advice,
        assessment.Demand,
    };
}
