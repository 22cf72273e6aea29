using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Making;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Changes;

/// <summary>Tags of a machine, by themselves.</summary>
internal sealed class TagEndpoint(SimulatedAzure azure)
{
    private readonly MachineChanges _changes = new(azure);

    public Task Get(Exchange exchange) =>
        _changes.Answer(exchange, static (request, machine) => new Outcome(200, Document(request, machine)));

    public Task Replace(Exchange exchange) => _changes.Answer(exchange, (request, machine) => Set(request, machine, "Replace"));

    public Task Update(Exchange exchange) => _changes.Answer(exchange, (request, machine) => Set(request, machine, operation: null));

    private Outcome Set(Exchange exchange, Machine machine, string? operation)
    {
        if (Read(exchange.Body, operation) is not var (how, named))
            return RequestBody.Invalid;
        if (ScopeTagEndpoint.Changed(machine.Tags, how, named) is not { } tags)
            return Outcome.Refused(
                400, "InvalidTagsPatchOperation", $"The tags operation '{how}' is invalid: Merge, Replace and Delete are known.");
        if (TagRules.Refusal(tags) is { } refusal)
            return refusal;
        machine.ChangeTags(tags, _changes.Now, exchange.Caller?.PrincipalId);
        machine.CountVersion(_changes.Now);
        return new Outcome(200, Document(exchange, machine));
    }

    private static (string How, SortedDictionary<string, string> Tags)? Read(byte[] body, string? operation)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var how = operation ?? document.RootElement.GetProperty("operation").GetString() ?? "";
            return (how.ToLowerInvariant(), TagText.Read(document.RootElement.GetProperty("properties").GetProperty("tags")));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static JsonObject Document(Exchange exchange, Machine machine) => new()
    {
        ["id"] = $"{ComputeNames.AsAsked(exchange, machine.Id)}/providers/Microsoft.Resources/tags/default",
        ["name"] = "default",
        ["type"] = "Microsoft.Resources/tags",
        ["properties"] = new JsonObject { ["tags"] = TagText.Of(machine.Tags) },
    };
}
