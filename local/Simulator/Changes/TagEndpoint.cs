using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Changes;

/// <summary>Tags of a machine, by themselves.</summary>
internal sealed class TagEndpoint(SimulatedAzure azure)
{
    // Documented: what a resource can have.
    private const int Most = 50;

    private readonly MachineChanges _changes = new(azure);

    public Task Get(Exchange exchange) => _changes.Answer(exchange, static (_, machine) => new Outcome(200, Document(machine)));

    public Task Replace(Exchange exchange) => _changes.Answer(exchange, (request, machine) => Set(request, machine, "Replace"));

    public Task Update(Exchange exchange) => _changes.Answer(exchange, (request, machine) => Set(request, machine, operation: null));

    private Outcome Set(Exchange exchange, Machine machine, string? operation)
    {
        if (Read(exchange.Body, operation) is not var (how, named))
            return Outcome.Refused(400, "InvalidRequestContent", "The request content was invalid and could not be deserialized.");
        if (Changed(machine, how, named) is not { } tags)
            return Outcome.Refused(400, "InvalidTagsPatchOperation", $"The tags operation '{how}' is invalid: Merge, Replace and Delete are known.");
        if (tags.Count > Most)
            return Outcome.Refused(400, "InvalidTagCount", FormattableString.Invariant($"The number of tags {tags.Count} exceeds the maximum of {Most}."));
        machine.ChangeTags(tags, _changes.Now, exchange.Caller?.PrincipalId);
        machine.CountVersion(_changes.Now);
        return new Outcome(200, Document(machine));
    }

    private static SortedDictionary<string, string>? Changed(Machine machine, string how, SortedDictionary<string, string> named)
    {
        if (how is "replace")
            return named;
        var tags = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in machine.Tags)
            tags[name] = value;
        foreach (var (name, value) in named)
        {
            if (how is "merge")
                tags[name] = value;
            // By name alone, or by name and value.
            else if (value.Length == 0 || tags.GetValueOrDefault(name) == value)
                tags.Remove(name);
        }
        return how is "merge" or "delete" ? tags : null;
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

    private static JsonObject Document(Machine machine) => new()
    {
        ["id"] = $"{machine.Id}/providers/Microsoft.Resources/tags/default",
        ["name"] = "default",
        ["type"] = "Microsoft.Resources/tags",
        ["properties"] = new JsonObject { ["tags"] = TagText.Of(machine.Tags) },
    };
}
