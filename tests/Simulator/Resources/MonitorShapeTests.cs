using System.Text.Json;
using Azure;
using Azure.Core;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator.Resources;

public sealed class MonitorShapeTests(Shapes azure) : IClassFixture<Shapes>
{
    [Fact]
    public async Task An_alert_is_listed_by_its_filters_and_its_state_changed()
    {
        var machine = azure.Azure.Fleet.Machines[0];
        var rule =
            $"/subscriptions/{machine.SubscriptionId}/resourceGroups/{machine.ResourceGroup}/providers/microsoft.insights/metricAlerts/cpu";
        var alert = azure.Azure.Alerts.Fire(machine.Id, rule);
        azure.Azure.Alerts.Fire(machine.Id, rule + "2", one => one with { Severity = "Sev0" });
        var list = $"/subscriptions/{machine.SubscriptionId}/providers/Microsoft.AlertsManagement/alerts";
        var found = (await azure.Get($"{list}?targetResource={machine.Id}&alertState=New&severity=Sev2&timeRange=1d", "2019-05-05-preview"))
            .Json().GetProperty("value");
        var essentials = Assert.Single(found.EnumerateArray()).GetProperty("properties").GetProperty("essentials");
        Assert.Equal(
            ["severity", "signalType", "alertState", "monitorCondition", "monitorService", "targetResource", "targetResourceName",
                "targetResourceGroup", "targetResourceType", "alertRule", "startDateTime",
                "lastModifiedDateTime", "lastModifiedUserName", "monitorConditionResolvedDateTime", "sourceCreatedId", "smartGroupId",
                    "actionStatus", "description"],
            essentials.EnumerateObject().Select(one => one.Name));
        Assert.Equal($"{machine.Id}/providers/Microsoft.AlertsManagement/alerts/{alert.Id}", found[0].GetProperty("id").GetString());
        var paged = (await azure.Get(list + "?pageCount=1")).Json();
        Assert.StartsWith("https://management.azure.com:443/subscriptions/", paged.GetProperty("nextLink").GetString());
        Assert.Equal(1, (await azure.Pipeline.Get(paged.GetProperty("nextLink").GetString()!)).Json().GetProperty("value")
            .GetArrayLength());

        azure.Clients.Advance(300);
        var changed = await azure.Send(
            RequestMethod.Post, $"{list}/{alert.Id}/changestate?newState=Acknowledged", new { comments = "ours" });
        Assert.Equal((200, "Acknowledged"),
            (changed.Status, changed.Json().GetProperty("properties").GetProperty("essentials").GetProperty("alertState").GetString()));
        azure.Azure.Alerts.Resolve(alert.Id);
        var resolved = (await azure.Get($"{list}/{alert.Id}")).Json().GetProperty("properties").GetProperty("essentials");
        Assert.Equal(("Resolved", "Acknowledged"),
            (resolved.GetProperty("monitorCondition").GetString(), resolved.GetProperty("alertState").GetString()));
        var absent = await azure.Send(RequestMethod.Post, $"{list}/000000a2-0000-4000-8000-000000000003/changestate?newState=Closed");
        Assert.Equal((404, "NotFound"), (absent.Status, absent.ErrorCode()));
        Assert.Equal(501, (await azure.Get(list + "?smartGroupId=x")).Status);
    }

    [Fact]
    public async Task A_web_app_is_stopped_started_and_deleted_at_once()
    {
        var path = $"{await azure.Group("rg-web")}/providers/Microsoft.Web/sites/app1";
        var absent = await azure.Get(path);
        Assert.Equal((404, "ResourceNotFound", true), (absent.Status, absent.ErrorCode(), Shapes.IsOfGateway(absent)));
        Assert.Equal(
            200, (await azure.Put(path, new { location = "West US", kind = "app", properties = new { serverFarmId = "/plan" } })).Status);
        foreach (var (action, state) in new[] { ("stop", "Stopped"), ("start", "Running"), ("restart", "Running") })
        {
            var done = await azure.Send(RequestMethod.Post, $"{path}/{action}", version: "2019-08-01");
            Assert.Equal((200, "", "ASP.NET"), (done.Status, done.Content.ToString(), Shapes.Header(done, "X-Powered-By")));
            var site = await azure.Get(path);
            Assert.Equal((state, "West US"),
                (site.Json().GetProperty("properties").GetProperty("state").GetString(), site.Json().GetProperty("location").GetString()));
            Assert.Matches("^\"[0-9A-F]{15}\"$", Shapes.Header(site, "ETag"));
        }
        Assert.Equal(200, (await azure.Delete(path + "?deleteEmptyServerFarm=true")).Status);
        Assert.Equal(404, (await azure.Get(path)).Status);
    }

    [Fact]
    public async Task The_activity_log_takes_and_refuses_what_Azure_does()
    {
        var now = azure.Azure.Time.GetUtcNow();
        var group = await azure.Group("rg-log");
        azure.Clients.Advance(1);
        Task<Response> Ask(string filter, string more = "") =>
            azure.Get(
                $"{azure.Subscription}/providers/microsoft.insights/eventtypes/management/values?$filter={Uri.EscapeDataString(filter)}{more}", "2015-04-01");
        var tooOld = await Ask("eventTimestamp ge 2018-01-01T00:00:00+00:00 and eventTimestamp le 2999-01-01T00:00:00+00:00");
        Assert.Equal((400, """{"Code":"BadRequest","Message":"The start time cannot be more than 90 days in the past."}"""),
            (tooOld.Status, tooOld.Content.ToString()));
        var from = $"eventTimestamp ge '{now:O}'";
        foreach (
            var more in new[] { "eventChannels eq 'Operation'", "resourceType eq 'Microsoft.Resources/subscriptions/resourceGroups'",
            "resourceProvider eq Microsoft.Resources", $"resourceUri eq '{group}'" })
            Assert.NotEmpty((await Ask($"{from} and {more}")).Json().GetProperty("value").EnumerateArray());
        Assert.Empty((await Ask($"{from} and eventChannels eq 'Admin'")).Json().GetProperty("value").EnumerateArray());
        Assert.Equal(501, (await Ask($"{from} and tenantId eq 'x'")).Status);
        var one = (await Ask($"{from} and resourceUri eq '{group}'")).Json().GetProperty("value")[0];
        Assert.Contains("/resourcegroups/rg-log/events/", one.GetProperty("id").GetString());
        Assert.True(one.GetProperty("submissionTimestamp").GetDateTimeOffset() > one.GetProperty("eventTimestamp").GetDateTimeOffset());
        foreach (var name in new[] { "claims", "description", "httpRequest", "resourceType", "properties" })
            Assert.True(one.TryGetProperty(name, out _), name);
        var some = (await Ask($"{from} and resourceUri eq '{group}'", "&$select=caller,status")).Json().GetProperty("value")[0];
        Assert.Equal(["caller", "status"], some.EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public async Task Metric_definitions_and_alert_rules_are_listed()
    {
        var machine = azure.Azure.Fleet.Machines[0];
        var definitions = (await azure.Get($"{machine.Id}/providers/microsoft.insights/metricDefinitions", "2018-01-01")).Json()
            .GetProperty("value").EnumerateArray();
        Assert.Contains(definitions, one => one.GetProperty("name").GetProperty("value").GetString() == "Percentage CPU");
        var rule = $"{await azure.Group("rg-rules")}/providers/Microsoft.Insights/metricAlerts/cpu";
        Assert.Equal(
            200, (await azure.Put(
            rule, new { location = "global",
            properties = new { severity = 2, scopes = new[] { machine.Id }, criteria = new { allOf = Array.Empty<object>() } } })).Status);
        Assert.Single((await azure.Get($"{azure.Subscription}/providers/Microsoft.Insights/metricAlerts")).Json().GetProperty("value")
            .EnumerateArray());
    }

    [Fact]
    public async Task Every_answer_has_its_ids_as_guids_and_deletes_count_by_themselves()
    {
        var read = await azure.Get(azure.Subscription);
        var again = await azure.Get(azure.Subscription);
        Assert.True(Guid.TryParse(Shapes.Header(read, "x-ms-request-id"), out _));
        Assert.True(Guid.TryParse(Shapes.Header(read, "x-ms-correlation-request-id"), out _));
        Assert.Contains(Shapes.Header(read, "x-ms-request-id")!, Shapes.Header(read, "x-ms-routing-request-id"));
        Assert.NotEqual(Shapes.Header(read, "x-ms-request-id"), Shapes.Header(again, "x-ms-request-id"));
        Assert.Equal(azure.Azure.Time.GetUtcNow().ToString("R"), Shapes.Header(read, "Date"));
        var deleted = await azure.Delete($"{azure.Subscription}/providers/Microsoft.Authorization/locks/none");
        Assert.Equal((204, null, true),
            (deleted.Status, Shapes.Header(deleted, "x-ms-ratelimit-remaining-subscription-writes"),
            Shapes.Header(deleted, "x-ms-ratelimit-remaining-subscription-deletes") is not null));
    }

    [Fact]
    public async Task Resource_graph_minds_the_case_of_its_words_and_answers_in_tables_where_that_is_asked()
    {
        Task<Response> Ask(object body, string version = "2022-10-01") =>
            azure.Send(RequestMethod.Post, "/providers/Microsoft.ResourceGraph/resources", body, version);
        Assert.Equal(400, (await Ask(new { query = "resources | Where type =~ 'microsoft.compute/virtualmachines'" })).Status);
        const string query = "resources | where type =~ 'microsoft.compute/virtualmachines' | project id, tags | take 1";
        foreach (
            var answer in new[] { await Ask(new { query, options = new { resultFormat = "table" } }),
            await Ask(new { query }, "2019-04-01") })
        {
            var data = answer.Json().GetProperty("data");
            Assert.Equal("""[{"name":"id","type":"string"},{"name":"tags","type":"object"}]""", data.GetProperty("columns").GetRawText());
            Assert.Equal(2, data.GetProperty("rows")[0].GetArrayLength());
        }
        Assert.Equal(1, (await Ask(new { query, managementGroups = new[] { azure.Azure.TenantId } })).Json().GetProperty("count")
            .GetInt32());
        Assert.Equal(0, (await Ask(new { query, managementGroups = new[] { "none" } })).Json().GetProperty("count").GetInt32());
        Assert.Equal(501, (await Ask(new { query, facets = Array.Empty<object>(), options = new { allowPartialScopes = true } })).Status);
    }

    [Fact]
    public async Task Storage_refuses_what_it_does_not_understand_and_keeps_names_for_thirty_seconds()
    {
        await using var clients = await SimulatedClients.Start(machines: 1, new() { AllowsUnknown = true });
        var container = clients.Container("parts");
        await container.CreateAsync();
        var blob = container.GetBlobClient("one.txt");
        await blob.UploadAsync(BinaryData.FromString("hello"));
        var whole = await blob.DownloadContentAsync();
        Assert.True(whole.GetRawResponse().Headers.TryGetValue("Content-MD5", out var md5));
        Assert.Equal(md5, Convert.ToBase64String((await blob.GetPropertiesAsync()).Value.ContentHash));
        Assert.Equal(clients.Azure.Time.GetUtcNow().ToString("R"), Shapes.Header(whole.GetRawResponse(), "Date"));
        var storage = clients.Pipeline("https://storage.azure.com/.default");
        Assert.Equal(501, (await storage.Get("https://opsstate.blob.core.windows.net/parts/one.txt?snapshot=2026-01-01T00:00:00Z")).Status);
        Assert.Equal(
            501, (await storage.Send(RequestMethod.Put, "https://opsstate.blob.core.windows.net/parts/two.txt", "x",
            ("x-ms-blob-type", "BlockBlob"), ("x-ms-access-tier", "Cool"))).Status);
        await container.DeleteAsync();
        var early = await Assert.ThrowsAsync<RequestFailedException>(() => container.CreateAsync());
        Assert.Equal("ContainerBeingDeleted", early.ErrorCode);
        var queue = clients.Queue("ops-tmp");
        await queue.CreateAsync();
        await queue.DeleteAsync();
        Assert.Equal("QueueBeingDeleted", (await Assert.ThrowsAsync<RequestFailedException>(() => queue.CreateAsync())).ErrorCode);
        clients.Advance(31);
        await container.CreateAsync();
        await queue.CreateAsync();
        Assert.Equal("InvalidResourceName",
            (await Assert.ThrowsAsync<RequestFailedException>(() => clients.Container("Bad_Name").CreateAsync())).ErrorCode);
    }
}
