using Azure;
using Azure.Core;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

public sealed class RoleTests
{
    private static readonly SimulatedAzureOptions Free = new() { EnforceThrottling = false };

    [Fact]
    public async Task What_no_role_allows_is_refused_in_Azures_words()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var machine = clients.Plain();
        var role = AppRoles.Compute;
        clients.Azure.Roles.Replace(role with { NotActions = ["microsoft.compute/virtualmachines/DEALLOCATE/*"] });
        var refused = await clients.Pipeline().Post(machine, "deallocate");
        Assert.Equal((403, "AuthorizationFailed"), (refused.Status, refused.ErrorCode()));
        Assert.Contains(
            $"with object id '{clients.Azure.PrincipalId}' does not have authorization to perform action 'Microsoft.Compute/virtualMachines/deallocate/action' over scope '{machine.Id}'", refused.Content.ToString());
        Assert.True(machine.IsRunning(clients.Azure.Time.GetUtcNow()));
    }

    [Fact]
    public async Task A_role_holds_where_it_is_assigned_and_below()
    {
        await using var clients = await SimulatedClients.Start(machines: 200, Free);
        var machine = clients.Plain();
        var other = clients.Plain(also: one => one.ResourceGroup != machine.ResourceGroup);
        clients.Azure.Roles.Assign(new RoleAssignment(
            AppRoles.Compute, $"/subscriptions/{machine.SubscriptionId}/resourceGroups/{machine.ResourceGroup}"));
        Assert.Equal(200, (await clients.Pipeline().Act(RequestMethod.Get, machine.Id)).Status);
        Assert.Equal(403, (await clients.Pipeline().Act(RequestMethod.Get, other.Id)).Status);
        var rows = (await clients.Pipeline().Send(
            RequestMethod.Post, "https://management.azure.com/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01",
            new { query = "resources | where type =~ 'microsoft.compute/virtualmachines' | project id, resourceGroup" })).Json()
                .GetProperty("data");
        Assert.All(
            rows.EnumerateArray(),
            row => Assert.Equal(machine.ResourceGroup, row.GetProperty("resourceGroup").GetString(), ignoreCase: true));
    }

    [Fact]
    public async Task Blobs_need_a_role_on_data()
    {
        await using var clients = await SimulatedClients.Start(machines: 20);
        clients.Azure.Roles.Replace([.. Roles.Deployed.Where(role => role.DataActions.Count == 0)]);
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => clients.Container().CreateAsync());
        Assert.Equal((403, "AuthorizationPermissionMismatch"), (refused.Status, refused.ErrorCode));
    }

    [Fact]
    public async Task Every_action_of_the_apps_role_is_one_that_some_call_needs()
    {
        await using var clients = await SimulatedClients.Start(machines: 1);
        string[] linked =
        [
            "Microsoft.Compute/capacityReservationGroups/deploy/action", "Microsoft.Compute/disks/beginGetAccess/action",
            "Microsoft.Compute/snapshots/beginGetAccess/action"
        ];
        Assert.Subset(
            clients.Azure.Actions.Concat(linked).ToHashSet(StringComparer.Ordinal),
            AppRoles.Compute.Actions.ToHashSet(StringComparer.Ordinal));
        Assert.Equal(AppRoles.Compute.Actions.Order(StringComparer.Ordinal), AppRoles.Compute.Actions);
    }

    [Fact]
    public async Task Metrics_need_their_own_action()
    {
        await using var clients = await SimulatedClients.Start(machines: 20);
        clients.Azure.Roles.Replace(AppRoles.Compute with { NotActions = ["Microsoft.Insights/*"] });
        var address = $"https://westeurope.metrics.monitor.azure.com/subscriptions/{clients.ProductionId}/metrics:getBatch?api-version=2024-02-01&metricnamespace=Microsoft.Compute/virtualMachines&metricnames=Percentage%20CPU";
        Assert.Equal(
            403,
            (await clients.Pipeline("https://metrics.monitor.azure.com/.default")
                .Send(RequestMethod.Post, address, new { resourceids = Array.Empty<string>() })).Status);
    }

    [Fact]
    public async Task The_actions_that_calls_needed_are_told()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        await clients.Pipeline().Post(clients.Plain(), "deallocate");
        Assert.Equal(["Microsoft.Compute/virtualMachines/deallocate/action"], clients.Azure.Calls.Actions);
    }

    [Theory]
    [InlineData("*", "Microsoft.Compute/virtualMachines/read", true)]
    [InlineData("*/read", "Microsoft.Compute/virtualMachines/read", true)]
    [InlineData("*/read", "Microsoft.Compute/virtualMachines/write", false)]
    [InlineData("microsoft.compute/VIRTUALMACHINES/*", "Microsoft.Compute/virtualMachines/start/action", true)]
    [InlineData("Microsoft.Compute/*/read", "Microsoft.Compute/virtualMachines/instanceView/read", true)]
    [InlineData("Microsoft.Compute/virtualMachines/read", "Microsoft.Compute/virtualMachines/read/x", false)]
    [InlineData("Microsoft.Compute/*e/read", "Microsoft.Compute/e/read", true)]
    [InlineData("a*a", "a", false)]
    public void An_action_matches_by_wildcards_that_span_slashes_ignoring_case(string pattern, string action, bool matches) =>
        Assert.Equal(matches, new RoleDefinition("", "", [pattern], [], [], [], ["/"]).Allows(action));
}
