using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpsFunctions.Simulator;

namespace OpsFunctions.Stages.Replay;

/// <summary>Makes a recording one of our tenant: our subscriptions, and our regions and sizes where we have not theirs.</summary>
internal sealed partial class Adaptation(SimulatedAzure azure)
{
    private const string Region = "eastus";

    private static readonly string[] Regions = ["westeurope", "northeurope", "eastus"];

    private bool _isKnown;

    private readonly Dictionary<string, string> _subscriptions = new(StringComparer.OrdinalIgnoreCase);

    public Recording Of(Recording recording)
    {
        // What only answers name is the recorder's doing.
        foreach (var step in recording.Steps)
            Text(step.Path);
        _isKnown = _subscriptions.Count > 0;
        return recording with { Steps = [.. recording.Steps.Select(Of)] };
    }

    /// <summary>A text with ids in it.</summary>
    public string Text(string text)
    {
        text = Subscription().Replace(text, match => match.Groups["before"].Value + OurSubscription(match.Groups["id"].Value));
        return Location().Replace(text, match => match.Groups["before"].Value + RegionOf(match.Groups["region"].Value));
    }

    /// <summary>A region that we have: itself where we have it.</summary>
    public static string RegionOf(string region)
    {
        var plain = region.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
        return Regions.Contains(plain, StringComparer.Ordinal) ? region : region.Contains(' ', StringComparison.Ordinal)
            ? "East US"
            : Region;
    }

    private RecordedStep Of(RecordedStep step) => step with
    {
        Path = Text(step.Path),
        Body = Node(step.Body),
        Answer = Node(step.Answer),
        Headers = step.Headers.ToDictionary(header => header.Key, header => Text(header.Value), StringComparer.OrdinalIgnoreCase),
    };

    private JsonNode? Node(JsonNode? node) => node switch
    {
        JsonObject one => new JsonObject(one.Select(member => KeyValuePair.Create(member.Key, Member(member.Key, member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Node)]),
        JsonValue value when value.TryGetValue<string>(out var text) => Text(text),
        _ => node?.DeepClone(),
    };

    private JsonNode? Member(string name, JsonNode? value) => (name, value?.ToString()) switch
    {
        ("location" or "resourceregion", { Length: > 0 } region) when value is JsonValue => RegionOf(region),
        ("vmSize", { } size) when value is JsonValue => Size(size),
        ("name", { } size) when value is JsonValue && SizeName().IsMatch(size) => Size(size),
        ("subscriptionId", { } subscription) when value is JsonValue && Guid.TryParse(subscription, out _) => OurSubscription(subscription),
        _ => Node(value),
    };

    private string Size(string size) => SimulatedAzure.HasSize(size) ? size : "Standard_DS2_v2";

    private string OurSubscription(string theirs)
    {
        if (!_subscriptions.TryGetValue(theirs, out var ours))
        {
            var index = _isKnown ? 0 : Math.Min(_subscriptions.Count, azure.Fleet.Subscriptions.Count - 1);
            _subscriptions[theirs] = ours = azure.Fleet.Subscriptions[index].Id;
        }
        return ours;
    }

    [GeneratedRegex("^(Standard|Basic)_[A-Z]+[0-9]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SizeName();

    [GeneratedRegex(@"(?<before>(?:/|%2F)subscriptions(?:/|%2F))(?<id>[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})",
    RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Subscription();

    [GeneratedRegex(@"(?<before>/locations/)(?<region>[A-Za-z0-9]+)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Location();
}
