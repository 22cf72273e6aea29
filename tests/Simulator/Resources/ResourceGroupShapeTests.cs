using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.ResourceManager.Resources;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator.Resources;

public sealed class ResourceGroupShapeTests(Shapes azure) : IClassFixture<Shapes>
{
    [Fact]
    public async Task A_group_is_made_looked_for_and_deleted_as_recorded()
    {
        var path = $"{azure.Subscription}/resourcegroups/rg-drill";
        var made = await azure.Put(path, new { location = "westus", managedBy = "test_admin", tags = new { a = "b", c = "" } },
            "2019-07-01");
        Assert.Equal(201, made.Status);
        Assert.Equal(
            $$$"""{"id":"{{{azure.Subscription}}}/resourceGroups/rg-drill","name":"rg-drill","type":"Microsoft.Resources/resourceGroups","location":"westus","managedBy":"test_admin","tags":{"a":"b","c":""},"properties":{"provisioningState":"Succeeded"}}""",
            made.Content.ToString());
        Assert.Equal(
            200, (await azure.Put(path, new { location = "westus", managedBy = "test_admin", tags = new { a = "b", c = "" } })).Status);
        Assert.Equal(204, (await azure.Send(RequestMethod.Head, path)).Status);
        Assert.Equal(made.Content.ToString(), (await azure.Get(path)).Content.ToString());

        var deleted = await azure.Delete(path);
        Assert.Equal((202, "15", null),
            (deleted.Status, Shapes.Header(deleted, "Retry-After"), Shapes.Header(deleted, "Azure-AsyncOperation")));
        Assert.Contains("/operationresults/", Shapes.Header(deleted, "Location"));
        Assert.NotNull(Shapes.Header(deleted, "x-ms-ratelimit-remaining-subscription-deletes"));
        Assert.Equal("Deleting", (await azure.Get(path)).Json().GetProperty("properties").GetProperty("provisioningState").GetString());
        Assert.Equal((409, "ResourceGroupBeingDeleted"),
            ((await azure.Put(path, new { location = "westus" })) is var busy ? busy.Status : 0, busy.ErrorCode()));
        var poll = await azure.Pipeline.Get(Shapes.Header(deleted, "Location")!);
        Assert.Equal((202, "15", Shapes.Header(deleted, "Location")),
            (poll.Status, Shapes.Header(poll, "Retry-After"), Shapes.Header(poll, "Location")));
        var end = await azure.End(deleted, "Location");
        Assert.Equal((200, ""), (end.Status, end.Content.ToString()));
        var gone = await azure.Send(RequestMethod.Head, path);
        Assert.True(gone.Status == 404 && Shapes.IsOfGateway(gone));
        Assert.Equal("ResourceGroupNotFound", (await azure.Get(path)).ErrorCode());
    }

    [Theory]
    [InlineData("bad name!", "westeurope", 400, "InvalidResourceGroup")]
    [InlineData("ends-with.", "westeurope", 400, "InvalidResourceGroup")]
    [InlineData("rg-nowhere", "atlantis", 400, "LocationNotAvailableForResourceGroup")]
    [InlineData("rg-nowhere", null, 400, "LocationRequired")]
    public async Task What_Azure_does_not_take_is_refused(string name, string? location, int status, string code)
    {
        var answer = await azure.Put($"{azure.Subscription}/resourceGroups/{Uri.EscapeDataString(name)}", new { location });
        Assert.Equal((status, code), (answer.Status, answer.ErrorCode()));
    }

    [Fact]
    public async Task A_group_stays_where_it_is_and_takes_no_property_that_is_not_understood()
    {
        var group = await azure.Group("rg-stays");
        Assert.Equal((409, "InvalidResourceGroupLocation"), (await azure.Put(group, new { location = "eastus" })) is var moved
            ? (moved.Status, moved.ErrorCode()) : default);
        Assert.Equal(501, (await azure.Put(group, new { location = "westeurope", propertiez = 1 })).Status);
        Assert.Equal(501, (await azure.Delete(group + "?skipEverything=true")).Status);
    }

    [Fact]
    public async Task Its_resources_go_with_it_and_what_is_used_from_outside_keeps_it()
    {
        var (inside, outside) = (await azure.Group("rg-inside"), await azure.Group("rg-outside"));
        var network = $"{inside}/providers/Microsoft.Network/virtualNetworks/net1";
        await azure.Made(
            network,
            new { location = "westeurope",
            properties = new { addressSpace = new { addressPrefixes = new[] { "10.1.0.0/16" } },
            subnets = new[] { new { name = "web", properties = new { addressPrefix = "10.1.0.0/24" } } } } });
        await azure.Made($"{inside}/providers/Microsoft.Network/networkSecurityGroups/nsg1", new { location = "westeurope" });
        var card = $"{outside}/providers/Microsoft.Network/networkInterfaces/card1";
        await azure.Made(
            card, new { location = "westeurope",
            properties =
            new { ipConfigurations = new[] { new { name = "one",
            properties = new { subnet = new { id = network + "/subnets/web" } } } } } });

        var blocked = await azure.End(await azure.Delete(inside), "Location");
        Assert.Equal(409, blocked.Status);
        var error = blocked.Json().GetProperty("Error");
        Assert.Equal(["AdditionalInfo", "Code", "Details", "Message", "Target"],
            error.EnumerateObject().Select(one => one.Name).Order(StringComparer.Ordinal));
        Assert.Equal("ResourceGroupDeletionBlocked", error.GetProperty("Code").GetString());
        Assert.Contains("identifiers 'Microsoft.Network/virtualNetworks/net1' could not be deleted",
            error.GetProperty("Message").GetString());
        var detail = error.GetProperty("Details")[0];
        Assert.Equal(network, detail.GetProperty("Target").GetString());
        Assert.Equal("InUseSubnetCannotBeDeleted", JsonSerializer.Deserialize<JsonElement>(detail.GetProperty("Message").GetString()!)
            .GetProperty("error").GetProperty("code").GetString());
        // The rest is gone, the group is as before.
        Assert.Equal("Succeeded", (await azure.Get(inside)).Json().GetProperty("properties").GetProperty("provisioningState").GetString());
        Assert.Equal([network], await Ids(inside));

        await azure.End(await azure.Delete(card));
        Assert.Equal(200, (await azure.End(await azure.Delete(inside), "Location")).Status);
        Assert.Equal(404, (await azure.Get(network)).Status);
    }

    [Fact]
    public async Task A_group_of_the_fleet_goes_with_its_machines()
    {
        var machine = azure.Azure.Fleet.Machines.First(
            one => one.DeletedAt is null && azure.Azure.Locks.Around(one.Id).Count == 0 && one.CapacityReservationGroup is null);
        var group = $"/subscriptions/{machine.SubscriptionId}/resourceGroups/{machine.ResourceGroup}";
        foreach (var locked in azure.Azure.Locks.Around(group))
            azure.Azure.Locks.Remove(locked.Scope);
        Assert.Contains(machine.Id, await Ids(group));
        Assert.Equal(200, (await azure.End(await azure.Delete(group), "Location")).Status);
        Assert.NotNull(machine.DeletedAt);
        Assert.Equal("ResourceGroupNotFound", (await azure.Get(machine.Id)).ErrorCode());
    }

    [Fact]
    public async Task A_lock_on_it_keeps_it()
    {
        var group = await azure.Group("rg-locked");
        Assert.Equal(
            201, (await azure.Put($"{group}/providers/Microsoft.Authorization/locks/keep",
            new { properties = new { level = "CanNotDelete" } })).Status);
        var refused = await azure.Delete(group);
        Assert.Equal((409, "ScopeLocked"), (refused.Status, refused.ErrorCode()));
    }

    [Fact]
    public async Task Resources_are_listed_by_type_and_tag_with_the_group_of_disks_in_capitals()
    {
        var machine = azure.Azure.Fleet.Machines.Last(one => one.DeletedAt is null);
        async Task<List<JsonElement>> List(string filter) =>
            [.. (await azure.Get($"/subscriptions/{machine.SubscriptionId}/resources?$filter={Uri.EscapeDataString(filter)}")).Json()
                .GetProperty("value").EnumerateArray()];

        Assert.All(await List("resourceType eq 'Microsoft.Compute/virtualMachines'"), one =>
            Assert.Equal("Microsoft.Compute/virtualMachines", one.GetProperty("type").GetString()));
        var disks = await List("resourceType eq 'Microsoft.Compute/disks'");
        Assert.All(
            disks, one => Assert.True(one.GetProperty("id").GetString()!.Split('/')[4] is var group && !group.Any(char.IsLower)));
        var (tag, value) = machine.Tags.First();
        Assert.Contains(await List($"tagName eq '{tag}' and tagValue eq '{value}'"), one =>
            one.GetProperty("id").GetString() == machine.Id);
        var first = (await azure.Get($"/subscriptions/{machine.SubscriptionId}/resources?$top=2&$expand=createdTime,provisioningState"))
            .Json();
        Assert.Equal(2, first.GetProperty("value").GetArrayLength());
        Assert.True(first.GetProperty("value")[0].TryGetProperty("createdTime", out _));
        Assert.True(first.TryGetProperty("nextLink", out _));
        Assert.Equal(501, (await azure.Get($"/subscriptions/{machine.SubscriptionId}/resources?$expand=tags")).Status);
        Assert.Equal(
            501, (await azure.Get(
            $"/subscriptions/{machine.SubscriptionId}/resources?$filter={Uri.EscapeDataString("startswith(tagName, 'a')")}")).Status);
    }

    [Fact]
    public async Task A_resource_is_looked_for_by_its_id_alone()
    {
        var machine = azure.Azure.Fleet.Machines.Last(one => one.DeletedAt is null);
        Assert.Equal(204, (await azure.Send(RequestMethod.Head, machine.Id)).Status);
        Assert.Equal(404, (await azure.Send(RequestMethod.Head, machine.Id + "x")).Status);
        Assert.Equal(
            405, (await azure.Send(RequestMethod.Head, $"{azure.Subscription}/providers/Microsoft.Authorization/locks/none")).Status);
    }

    [Fact]
    public async Task Locations_and_providers_have_what_the_recorded_ones_have()
    {
        var locations = (await azure.Get(azure.Subscription + "/locations")).Json().GetProperty("value").EnumerateArray().ToList();
        Assert.Contains(locations, one =>
            one.GetProperty("name").GetString() == "southcentralus"
            && one.GetProperty("metadata").GetProperty("regionType").GetString() == "Physical");
        var provider = (await azure.Get(azure.Subscription + "/providers/microsoft.network")).Json();
        Assert.Equal(["id", "namespace", "authorizations", "resourceTypes", "registrationState", "registrationPolicy"],
            provider.EnumerateObject().Select(one => one.Name));
        Assert.Contains(provider.GetProperty("resourceTypes").EnumerateArray(), one =>
            one.GetProperty("resourceType").GetString() == "networkInterfaces");
        Assert.Equal(501, (await azure.Get(azure.Subscription + "/providers/Microsoft.Unheard")).Status);
    }

    [Fact]
    public async Task The_official_client_makes_finds_and_deletes_a_group()
    {
        var subscription = azure.Clients.Arm().GetSubscriptionResource(new ResourceIdentifier(azure.Subscription));
        var groups = subscription.GetResourceGroups();
        await groups.CreateOrUpdateAsync(
            WaitUntil.Completed, "rg-client", new ResourceGroupData(AzureLocation.WestEurope) { Tags = { ["a"] = "b" } });
        Assert.True(await groups.ExistsAsync("rg-client"));
        var group = (await groups.GetAsync("rg-client")).Value;
        Assert.Equal("b", group.Data.Tags["a"]);
        var deletion = await group.DeleteAsync(WaitUntil.Started);
        azure.Clients.Advance(300);
        await deletion.UpdateStatusAsync();
        Assert.True(deletion.HasCompleted);
        Assert.False(await groups.ExistsAsync("rg-client"));
    }

    private async Task<List<string>> Ids(string group) =>
        [.. (await azure.Get(group + "/resources")).Json().GetProperty("value").EnumerateArray()
            .Select(one => one.GetProperty("id").GetString()!)];
}
