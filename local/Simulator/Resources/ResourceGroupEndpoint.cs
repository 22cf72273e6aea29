using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Resources;

/// <summary>Resource groups: made and changed at once, deleted with all that is in them.</summary>
internal sealed partial class ResourceGroupEndpoint(SimulatedAzure azure)
{
    private const int PageSize = 1000;
    private const int LongestName = 90;

    private static readonly BodyShape Shape = new("location", "managedBy", "tags.*", "id", "name", "type", "properties.provisioningState");

    private readonly GroupDeletion _deletion = new(azure);

    public Task List(Exchange exchange)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is not { } subscription)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        if (ResourceFilter.Read(exchange.Query("$filter"), "tagName", "tagValue") is not { } filter)
            return ResourceFilter.Refuse(exchange);
        var groups = azure.Fleet.ResourceGroups
            .Where(group => group.SubscriptionId.Equals(subscription.Id, StringComparison.OrdinalIgnoreCase) && filter.HasTags(group.Tags))
                .ToList();
        return Pages.Write(exchange, groups, ResourceFilter.Top(exchange, PageSize), (writer, group) => Document(exchange, group)
            .WriteTo(writer));
    }

    public Task Get(Exchange exchange) => Answer(exchange, group => new Outcome(200, Document(exchange, group)));

    public Task Put(Exchange exchange)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is not { } subscription)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        var name = exchange.Route["group"];
        if (Misnamed(name) is { } wrong)
            return wrong.Write(exchange);
        Outcome outcome;
        lock (azure.Changing)
        {
            outcome = RequestBody.Read(exchange, Shape) is { } body && TagRules.Read(body) is { } tags
                ? Put(exchange, subscription, name, body, tags)
                : RequestBody.Invalid;
        }
        return outcome.Write(exchange);
    }

    public Task Patch(Exchange exchange) => Answer(exchange, group =>
    {
        if (RequestBody.Read(exchange, Shape) is not { } body || TagRules.Read(body) is not { } tags)
            return RequestBody.Invalid;
        if (TagRules.Refusal(tags) is { } refusal)
            return refusal;
        var changed = group with { Tags = body.ContainsKey("tags") ? tags : group.Tags, ManagedBy = body.Text("managedBy")
            ?? group.ManagedBy };
        azure.Fleet.Groups.Keep(changed);
        return new Outcome(200, Document(exchange, changed));
    });

    public Task Delete(Exchange exchange) => Answer(exchange, group => _deletion.Begin(exchange, group));

    private Outcome Put(
        Exchange exchange, SimulatedSubscription subscription, string name, JsonObject body, SortedDictionary<string, string> tags)
    {
        if (body.Text("location") is not { Length: > 0 } asked)
            return Outcome.Refused(400, "LocationRequired", "The location property is required for this definition.");
        if (AzureLocations.Find(asked) is not { } location)
        {
            return Outcome.Refused(
                400, "LocationNotAvailableForResourceGroup",
                $"The provided location '{asked}' is not available for resource group. List of available regions is '{string.Join(',', AzureLocations.All.Select(one => one.Name))}'.");
        }
        if (TagRules.Refusal(tags) is { } refusal)
            return refusal;
        var present = azure.Fleet.Groups.Find(subscription.Id, name);
        if (present is not null && azure.Fleet.Groups.Deleting(present) is not null)
            return BeingDeleted(present);
        if (present is not null && present.Region != location.Name)
        {
            return Outcome.Refused(
                409, "InvalidResourceGroupLocation",
                $"Invalid resource group location '{location.Name}'. The Resource group already exists in location '{present.Region}'.");
        }
        var group = new SimulatedResourceGroup(
            subscription.Id, present?.Name ?? name, location.Name, tags) { ManagedBy = body.Text("managedBy") };
        azure.Fleet.Groups.Keep(group);
        return new Outcome(present is null ? 201 : 200, Document(exchange, group));
    }

    public static Outcome BeingDeleted(SimulatedResourceGroup group) => Outcome.Refused(
        409, "ResourceGroupBeingDeleted",
            $"The resource group '{group.Name}' is in deprovisioning state and cannot perform this operation.");

    private Task Answer(Exchange exchange, Func<SimulatedResourceGroup, Outcome> act)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is null)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        Outcome outcome;
        lock (azure.Changing)
        {
            if (ScopeEndpoint.GroupOf(azure.Fleet, exchange) is not { } group)
                return ScopeEndpoint.GroupNotFound(exchange);
            outcome = act(group);
        }
        return outcome.Write(exchange);
    }

    private static Outcome? Misnamed(string name)
    {
        if (name.Length > LongestName)
            return Outcome.Refused(400, "InvalidParameter",
                $"The resource group name '{name}' exceeds the maximum length of {LongestName}.");
        if (Name().IsMatch(name))
            return null;
        var wrong = string.Concat(name.Where(static c => !char.IsLetterOrDigit(c) && c is not ('-' or '.' or '(' or ')' or '_'))
            .Distinct());
        return Outcome.Refused(
            400, "InvalidResourceGroup",
            $"The provided resource group name '{name}' has these invalid characters: '{(wrong.Length > 0 ? wrong : ".")}'. The name can only be a letter, digit, '-', '.', '(', ')' or '_'.");
    }

    private JsonObject Document(Exchange exchange, SimulatedResourceGroup group)
    {
        var document = new JsonObject
        {
            ["id"] = group.Id,
            ["name"] = group.Name,
        };
        // Recorded: versions of 2018 do not tell it.
        if (ApiVersions.Since(exchange, "2019-05-01"))
            document["type"] = "Microsoft.Resources/resourceGroups";
        document["location"] = group.Region;
        if (group.ManagedBy is { } owner)
            document["managedBy"] = owner;
        if (group.Tags.Count > 0)
            document["tags"] = TagText.Of(group.Tags);
        document["properties"] = new JsonObject { ["provisioningState"] = azure.Fleet.Groups.Deleting(group) is null ? "Succeeded"
            : "Deleting" };
        return document;
    }

    [GeneratedRegex(@"^[\w.()-]*[\w()-]$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();
}
