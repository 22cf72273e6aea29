using Azure.Storage.Queues;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator.Queues;

/// <summary>What each operation on a queue needs.</summary>
public sealed class QueueRightsTests
{
    private const string Messages = "Microsoft.Storage/storageAccounts/queueServices/queues/messages";

    [Theory]
    [InlineData("add/action", "put")]
    [InlineData("write", "put", "update")]
    [InlineData("process/action", "get", "delete")]
    [InlineData("read", "peek")]
    [InlineData("delete", "delete", "clear")]
    [InlineData("read delete", "peek", "get", "delete", "clear")]
    public async Task An_action_on_messages_allows_exactly_that(string actions, params string[] allowed)
    {
        await using var clients = await SimulatedClients.Start();
        clients.Azure.Queues.Put("opsstate", "ops-events", "a");
        clients.Azure.Roles.Replace(Data([.. actions.Split(' ').Select(action => $"{Messages}/{action}")]));
        var queue = clients.Queue();
        var calls = new (string Name, Func<Task> Call)[]
        {
            ("put", () => queue.SendMessageAsync("b")),
            ("get", () => queue.ReceiveMessagesAsync()),
            ("peek", () => queue.PeekMessagesAsync()),
            ("update", () => queue.UpdateMessageAsync("none", "none", "c")),
            ("delete", () => queue.DeleteMessageAsync("none", "none")),
            ("clear", () => queue.ClearMessagesAsync()),
        };

        foreach (var (name, call) in calls)
        {
            // What is allowed may still not be found.
            var refusal = await Record.ExceptionAsync(call) is Azure.RequestFailedException refused ? refused.ErrorCode : null;
            Assert.Equal((name, allowed.Contains(name)), (name, refusal is not "AuthorizationPermissionMismatch"));
        }
    }

    [Fact]
    public async Task Queues_themselves_need_an_action_that_is_not_on_data()
    {
        await using var clients = await SimulatedClients.Start();
        clients.Azure.Roles.Replace(Data([$"{Messages}/*"]));

        Assert.Equal((403, "AuthorizationPermissionMismatch"), await Refusals.Of(() => clients.Queue().CreateAsync()));
        Assert.Equal((403, "AuthorizationPermissionMismatch"), await Refusals.Of(() => clients.Queue().GetPropertiesAsync()));
        Assert.Equal((403, "AuthorizationPermissionMismatch"), await Refusals.Of(() => clients.Queue().DeleteAsync()));
    }

    [Fact]
    public async Task A_role_on_one_queue_allows_nothing_on_another()
    {
        await using var clients = await SimulatedClients.Start();
        var account = $"/subscriptions/{clients.ProductionId}/resourceGroups/rg-ops/providers/Microsoft.Storage/storageAccounts/opsstate";
        clients.Azure.Roles.Assign(new RoleAssignment(Contributor, $"{account}/queueServices/default/queues/ops-events"));

        await clients.Queue().CreateAsync();

        Assert.Equal((403, "AuthorizationPermissionMismatch"), await Refusals.Of(() => clients.Queue("other").CreateAsync()));
    }

    [Fact]
    public void The_deployed_role_for_queues_is_the_built_in_one()
    {
        Assert.Equal(
            ["delete", "read", "write", "process/action"], Contributor.DataActions.Select(action => action[(Messages.Length + 1)..]));
        Assert.Equal(3, Contributor.Actions.Count);
    }

    private static RoleDefinition Contributor => Roles.Deployed.Single(role => role.Name == "Storage Queue Data Contributor");

    private static RoleDefinition Data(IReadOnlyList<string> actions) =>
        new("Test", "For a test.", [], [], actions, [], [RoleDefinition.Scopes]);
}
