using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Resources;

/// <summary>
/// Deletes a group with all that is in it. What something outside still uses stays, and with it the group: the operation then fails at
/// its end, in a form of its own.
/// </summary>
internal sealed class GroupDeletion(SimulatedAzure azure)
{
    private static readonly (int From, int To) Empty = (20, 50);
    private static readonly (int From, int To) Full = (60, 240);

    // Assumed: without the machines' graceful stop.
    private static readonly (int From, int To) Forced = (45, 180);

    private static readonly string[] Forcible = ["Microsoft.Compute/virtualMachines", "Microsoft.Compute/virtualMachineScaleSets"];

    public Outcome Begin(Exchange exchange, SimulatedResourceGroup group)
    {
        if (azure.Fleet.Groups.Deleting(group) is { } running)
            return Outcome.Accepted(running);
        var forced = (exchange.Query("forceDeletionTypes") ?? "").Split(',',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (Array.Find(forced, static one => !Forcible.Contains(one, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            return Outcome.Refused(400, "InvalidForceDeletionType", $"The type '{unknown}' does not support forced deletion.");
        var now = azure.Time.GetUtcNow();
        var members = azure.Contents.SelectMany(
            content => content.In(group.SubscriptionId, group.Name, now).Select(item => (Content: content, Item: item))).ToList();
        var going = members.Select(one => one.Item.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var stays = Blocked(members, going, now);
        var operation = azure.Operations.Begin(exchange, group.Id, group.Region, members.Count == 0 ? Empty : forced.Length > 0
            ? Forced : Full, Error(group, stays));
        operation = operation with { Form = PollingForm.DeleteGroup, Refusal = Refusal(group, stays) };
        azure.Operations.Keep(operation);
        if (!operation.HasEffect && stays.Count == 0)
            return Outcome.Accepted(operation);
        foreach (var (content, item) in members.Where(one => going.Contains(one.Item.Id)))
            content.Delete(item, operation);
        azure.Fleet.Groups.Delete(group, operation);
        if (operation.HasEffect)
            azure.Access.RemoveUnder(group.Id);
        return Outcome.Accepted(operation);
    }

    // What stays may keep another one, too: until nothing more is found.
    private static List<(ResourceItem Item, OperationError Why)> Blocked(
        List<(IGroupContent Content, ResourceItem Item)> members, HashSet<string> going, DateTimeOffset now)
    {
        var stays = new List<(ResourceItem, OperationError)>();
        var before = -1;
        while (before != stays.Count)
        {
            before = stays.Count;
            foreach (var (content, item) in members.Where(one => going.Contains(one.Item.Id)).ToList())
            {
                if (content.Keeps(item, going, now) is not { } why)
                    continue;
                going.Remove(item.Id);
                stays.Add((item, why));
            }
        }
        return stays;
    }

    private static OperationError? Error(SimulatedResourceGroup group, List<(ResourceItem Item, OperationError Why)> stays) =>
        stays.Count == 0
        ? null
        : new OperationError("ResourceGroupDeletionBlocked", Message(group, stays));

    private static string Message(SimulatedResourceGroup group, List<(ResourceItem Item, OperationError Why)> stays)
    {
        var tracking = Noise.Id(Noise.Of(group.Id), "tracking");
        var names = string.Join(',', stays.Select(one => $"{one.Item.Type}/{one.Item.Name}"));
        return $"Deletion of resource group '{group.Name}' failed as resources with identifiers '{names}' could not be deleted. The provisioning state of the resource group will be rolled back. The tracking Id is '{tracking}'. Please check audit logs for more details.";
    }

    // Recorded: with capitals, and each resource's own answer as a text.
    private static JsonObject? Refusal(SimulatedResourceGroup group, List<(ResourceItem Item, OperationError Why)> stays) =>
        stays.Count == 0 ? null : new JsonObject
    {
        ["Error"] = new JsonObject
        {
            ["Code"] = "ResourceGroupDeletionBlocked",
            ["Target"] = null,
            ["Message"] = Message(group, stays),
            ["Details"] = new JsonArray([.. stays.Select(one => new JsonObject
            {
                ["Code"] = null,
                ["Target"] = one.Item.Id,
                ["Message"] = Answer(one.Why),
                ["Details"] = null,
                ["AdditionalInfo"] = null,
            })]),
            ["AdditionalInfo"] = null,
        },
    };

    private static string Answer(OperationError error) => new JsonObject
    {
        ["error"] = new JsonObject { ["code"] = error.Code, ["message"] = error.Message, ["details"] = new JsonArray() },
    }.ToJsonString(JsonAnswers.Text);
}
