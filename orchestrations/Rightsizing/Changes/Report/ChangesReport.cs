using System.Text.Json;
using System.Text.Json.Serialization;
using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Resizing.Books;

namespace OpsFunctions.Orchestrations.Rightsizing.Changes.Report;

/// <summary>A plan and what became of it; null: it is under way.</summary>
internal sealed record ShownChange(ChangePlan Plan, ChangeResult? Result);

/// <summary>What a run's advice led to: changes taken and not taken, and what was really saved.</summary>
/// <param name="Realised">All changes of the same subscriptions and regions that the ledger knows, newest first.</param>
internal sealed record ChangesReport(
    string RunId, DateTimeOffset AsOf, DateTimeOffset WrittenAt, IReadOnlyList<ShownChange> Changes, IReadOnlyList<NotPlanned> Left,
    IReadOnlyList<LedgerEntry> Realised)
{
    public const int SchemaVersion = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            SchemaVersion,
            RunId,
            AsOf,
            WrittenAt,
            Changes = Changes.Select(change => new { change.Plan, PlanHash = change.Plan.Hash(), change.Result }),
            Left,
            Realised = Realised.Select(entry => new
            {
                entry.Change, entry.HoursAtNew, entry.MeasuredTo, entry.TakenBackAt, entry.SetBackAt, entry.Saved, entry.Promised
            }),
        }, Json);
}
