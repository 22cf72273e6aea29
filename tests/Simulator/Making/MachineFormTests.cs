using Azure;
using Azure.Core;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator.Making;

/// <summary>
/// How changes of a machine are accepted and shown: headers, state, etag, spelling of ids, by recorded shapes 12, 14, 15, 17, 19, 35 and
/// 36.
/// </summary>
public sealed class MachineFormTests
{
    private const string Arm = "https://management.azure.com";

    private static readonly SimulatedAzureOptions Free = new() { EnforceThrottling = false };

    [Fact]
    public async Task An_update_names_its_status_alone_and_shows_the_new_size_at_once()
    {
        await using var clients = await SimulatedClients.Start(machines: 100, Free);
        clients.AllowEverything();
        var machine = clients.Plain();
        await clients.Finish(await clients.Pipeline().Post(machine, "deallocate"));

        var answer = await clients.Pipeline().Resize(machine, "Standard_D2s_v5");

        Assert.Equal(
            (200, true, false, false),
            (answer.Status, answer.Headers.Contains("Azure-AsyncOperation"), answer.Headers.Contains("Location"),
            answer.Headers.Contains("Retry-After")));
        Assert.Equal("Updating", answer.Json().GetProperty("properties").GetProperty("provisioningState").GetString());
        Assert.Equal(
            "Standard_D2s_v5", answer.Json().GetProperty("properties").GetProperty("hardwareProfile").GetProperty("vmSize").GetString());
        var done = await clients.Finish(answer, 2);
        Assert.Equal("Succeeded", done.Status());
        Assert.False(done.TryGetProperty("properties", out _));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tags_and_a_body_that_changes_nothing_show_for_a_second_and_count_the_etag_up_once(bool withTags)
    {
        await using var clients = await SimulatedClients.Start(machines: 100, Free);
        clients.AllowEverything();
        var machine = clients.Plain();
        Assert.Equal("\"2\"", Etag(await clients.Pipeline().Act(RequestMethod.Get, machine.Id)));
        object body = withTags ? new { tags = new { owner = "x" } }
            : new { location = machine.Region, properties = new { hardwareProfile = new { vmSize = machine.Size.Name } } };

        var answer = await clients.Pipeline().Act(RequestMethod.Patch, machine.Id, body);

        Assert.Equal((200, false, "\"3\""), (answer.Status, answer.Headers.Contains("Azure-AsyncOperation"), Etag(answer)));
        Assert.Equal("Updating", State(answer));
        clients.Advance(1);
        var after = await clients.Pipeline().Act(RequestMethod.Get, machine.Id);
        Assert.Equal(("Succeeded", "\"3\"", "\"3\""), (State(after), Etag(after), after.Json().GetProperty("etag").GetString()));
    }

    [Fact]
    public async Task An_etag_that_does_not_fit_stops_the_change_in_computes_words()
    {
        await using var clients = await SimulatedClients.Start(machines: 100, Free);
        clients.AllowEverything();
        var machine = clients.Plain();
        var address = $"{Arm}{machine.Id}?{Commands.Version}";
        var body = new { tags = new { owner = "x" } };

        var refused = await clients.Pipeline().Send(RequestMethod.Patch, address, body, ("If-Match", "\"invalid\""));

        refused.Refused(412, "PreconditionFailed");
        Assert.Contains(
            "Etag provided in if-match header \"invalid\" does not match etag \"2\" of resource.",
            refused.Json().GetProperty("error").GetProperty("message").GetString());
        Assert.False(refused.Headers.Contains("x-ms-failure-cause"));
        Assert.Equal(200, (await clients.Pipeline().Send(RequestMethod.Patch, address, body, ("If-Match", "\"2\""))).Status);
    }

    [Fact]
    public async Task Older_versions_of_the_api_show_neither_etag_nor_what_came_later()
    {
        await using var clients = await SimulatedClients.Start(machines: 100, Free);
        var machine = clients.Plain();

        var old = await clients.Pipeline().Get($"{Arm}{machine.Id}?api-version=2020-06-01");

        Assert.False(old.Headers.Contains("ETag"));
        var properties = old.Json().GetProperty("properties");
        Assert.False(properties.TryGetProperty("timeCreated", out _));
        Assert.False(properties.GetProperty("storageProfile").GetProperty("osDisk").TryGetProperty("deleteOption", out _));
        Assert.False(properties.GetProperty("storageProfile").TryGetProperty("diskControllerType", out _));
    }

    [Fact]
    public async Task A_list_writes_the_group_in_capitals_a_get_as_it_was_asked_and_disks_as_they_were_made()
    {
        await using var clients = await SimulatedClients.Start(machines: 100, Free);
        var machine = clients.Plain();

        var listed =
            (await clients.Pipeline()
            .Get(
                $"{Arm}/subscriptions/{machine.SubscriptionId}/resourceGroups/{machine.ResourceGroup}/providers/Microsoft.Compute/virtualMachines?{Commands.Version}"))
            .Json().GetProperty("value").EnumerateArray().Single(one => one.Text("name") == machine.Name);
        var asked = machine.Id.Replace(machine.ResourceGroup, "RG-" + machine.ResourceGroup[3..], StringComparison.Ordinal);
        var got = (await clients.Pipeline().Act(RequestMethod.Get, asked)).Json();

        Assert.Equal(
            machine.Id.Replace(machine.ResourceGroup, machine.ResourceGroup.ToUpperInvariant(), StringComparison.Ordinal),
            listed.Text("id"));
        Assert.Equal(asked, got.Text("id"));
        var disk = listed.GetProperty("properties").GetProperty("storageProfile").GetProperty("osDisk").GetProperty("managedDisk")
            .Text("id");
        Assert.Contains($"/resourceGroups/{machine.ResourceGroup}/", disk);
        Assert.False(listed.GetProperty("resources")[0].TryGetProperty("properties", out _));
        Assert.True(got.GetProperty("resources")[0].TryGetProperty("properties", out _));
    }

    [Fact]
    public async Task A_deallocated_machine_tells_no_sizes_of_disks_no_extensions_and_no_console_and_a_stopped_one_does()
    {
        await using var clients = await SimulatedClients.Start(machines: 100, Free);
        clients.AllowEverything();
        var machine = clients.Plain();
        await clients.Finish(await clients.Pipeline().Post(machine, "powerOff"), 10);
        var stopped = (await clients.Pipeline().Act(RequestMethod.Get, machine.Id + "/instanceView")).Json();
        await clients.Finish(await clients.Pipeline().Post(machine, "deallocate"));

        var got = (await clients.Pipeline().Get($"{Arm}{machine.Id}?{Commands.Version}&$expand=instanceView")).Json()
            .GetProperty("properties");

        Assert.True(stopped.TryGetProperty("computerName", out _) && stopped.TryGetProperty("extensions", out _));
        var system = got.GetProperty("storageProfile").GetProperty("osDisk");
        Assert.False(
            system.TryGetProperty("diskSizeGB", out _) || system.GetProperty("managedDisk").TryGetProperty("storageAccountType", out _));
        var view = got.GetProperty("instanceView");
        Assert.False(
            view.TryGetProperty("extensions", out _) || view.TryGetProperty("bootDiagnostics", out _)
            || view.TryGetProperty("vmAgent", out _) || view.TryGetProperty("computerName", out _));
    }

    [Fact]
    public async Task The_machine_as_it_was_got_goes_back_with_its_console_switched_off()
    {
        await using var clients = await SimulatedClients.Start(machines: 100, Free);
        clients.AllowEverything();
        var machine = clients.Plain();
        var whole =
            System.Text.Json.Nodes.JsonNode.Parse((await clients.Pipeline().Act(RequestMethod.Get, machine.Id)).Content)!.AsObject();
        whole["properties"]!["diagnosticsProfile"] =
            new System.Text.Json.Nodes.JsonObject { ["bootDiagnostics"] = new System.Text.Json.Nodes.JsonObject { ["enabled"] = false } };

        var answer = await clients.Pipeline().Act(RequestMethod.Put, machine.Id, whole);

        Assert.Equal((200, true), (answer.Status, answer.Headers.Contains("Azure-AsyncOperation")));
        var diagnostics = answer.Json().GetProperty("properties").GetProperty("diagnosticsProfile").GetProperty("bootDiagnostics");
        Assert.False(diagnostics.GetProperty("enabled").GetBoolean());
        await clients.Finish(answer, 10);
        (await clients.Pipeline().Post(machine, "retrieveBootDiagnosticsData")).Refused(409, "OperationNotAllowed");
    }

    [Fact]
    public async Task What_cannot_change_is_refused_and_what_is_not_simulated_says_so()
    {
        await using var clients = await SimulatedClients.Start(machines: 100, Free with { AllowsUnknown = true });
        clients.AllowEverything();
        var machine = clients.Plain();
        Task<Response> Patch(object properties) => clients.Pipeline().Act(RequestMethod.Patch, machine.Id, new { properties });

        (await Patch(new { priority = "Spot" })).Refused(409, "PropertyChangeNotAllowed");
        (await Patch(new { billingProfile = new { maxPrice = 1500.0 } })).Refused(409, "OperationNotAllowed");
        (await Patch(new { proximityPlacementGroup = new { id = "/x" } })).Refused(409, "OperationNotAllowed");
        (await clients.Pipeline().Post(machine, "simulateEviction")).Refused(409, "OperationNotAllowed");
        Assert.Empty(clients.Azure.Calls.Unknown);
        Assert.Equal(501, (await Patch(new { extensionsTimeBudget = "PT1H" })).Status);
        Assert.NotEmpty(clients.Azure.Calls.Unknown);
    }

    [Fact]
    public async Task Commands_take_from_the_machines_own_twelve_updates_and_polls_hardly_count()
    {
        await using var clients = await SimulatedClients.Start(machines: 100);
        clients.AllowEverything();
        var machine = clients.Plain();
        var first = await clients.Pipeline().Post(machine, "start");
        for (var i = 1; i < 12; i++)
            Assert.Equal(202, (await clients.Pipeline().Post(machine, "start")).Status);

        Assert.Equal(429, (await clients.Pipeline().Post(machine, "redeploy")).Status);

        Assert.True(first.Headers.TryGetValue("Azure-AsyncOperation", out var address));
        for (var i = 0; i < 60; i++)
            Assert.Equal(200, (await clients.Pipeline().Get(address!)).Status);
    }

    [Theory]
    [InlineData("hibernate=true", "deallocate", 409)]
    [InlineData("hibernate=maybe", "deallocate", 501)]
    [InlineData("skipShutdown=true", "powerOff", 202)]
    [InlineData("skipShutdown=1", "powerOff", 501)]
    public async Task Options_are_understood_or_not_simulated(string option, string action, int status)
    {
        await using var clients = await SimulatedClients.Start(machines: 100, Free with { AllowsUnknown = true });
        clients.AllowEverything();
        var machine = clients.Plain();

        Assert.Equal(
            status, (await clients.Pipeline().Send(RequestMethod.Post, $"{Arm}{machine.Id}/{action}?{option}&{Commands.Version}")).Status);
    }

    [Fact]
    public async Task An_unknown_command_is_refused_and_the_known_ones_are_told()
    {
        await using var clients = await SimulatedClients.Start(machines: 100, Free);
        clients.AllowEverything();
        var machine = clients.Plain(also: one => !one.IsWindows);

        (await clients.Pipeline().Post(machine, "runCommand", new { commandId = "RunAnything" })).Refused(400, "InvalidParameter");

        var known =
            (await clients.Pipeline()
            .Act(RequestMethod.Get,
            $"/subscriptions/{machine.SubscriptionId}/providers/Microsoft.Compute/locations/{machine.Region}/runCommands/RunShellScript"))
            .Json();
        Assert.Equal(("Linux", "arg1"), (known.Text("osType"), known.GetProperty("parameters")[0].Text("name")));
    }

    [Fact]
    public async Task A_report_stays_through_a_redeployment_whose_guest_does_not_come_up()
    {
        await using var clients = await SimulatedClients.Start(machines: 100, Free);
        clients.AllowEverything();
        var machine = clients.Plain();
        clients.Advance(60);
        var before = await Report();
        clients.Azure.Guests.Add(new GuestRule(GuestTrouble.DoesNotComeUp));

        await clients.Finish(await clients.Pipeline().Post(machine, "redeploy"), 65);

        Assert.Equal(before, await Report());
        async Task<(string?, string?)> Report()
        {
            var status = (await clients.Pipeline().Act(RequestMethod.Get, machine.Id + "/instanceView")).Json().GetProperty("vmAgent")
                .GetProperty("statuses")[0];
            return (status.Text("displayStatus"), status.Text("time"));
        }
    }

    private static string? Etag(Response response) => response.Headers.TryGetValue("ETag", out var etag) ? etag : null;

    private static string? State(Response response) =>
        response.Json().GetProperty("properties").GetProperty("provisioningState").GetString();
}
