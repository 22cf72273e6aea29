using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator.Resources;

public sealed class DirectoryShapeTests
{
    private const string User = "000000a1-0000-4000-8000-000000000002";
    private const string Group = "000000a2-0000-4000-8000-000000000003";
    private const string Inner = "000000a2-0000-4000-8000-000000000004";
    private const string Graph = "https://graph.microsoft.com/v1.0";

    [Fact]
    public async Task The_directory_is_read_by_permission_in_pages_and_in_batches()
    {
        await using var clients = await SimulatedClients.Start(machines: 1, new() { AllowsUnknown = true });
        var (directory, pipeline) = (clients.Azure.Directory, clients.Pipeline("https://graph.microsoft.com/.default"));
        directory.Add(new DirectoryObject(User, DirectoryKind.User, "Someone") { UserPrincipalName = "someone@contoso.example" });
        directory.Add(new DirectoryObject(Group, DirectoryKind.Group, "Ops"));
        directory.Add(new DirectoryObject(Inner, DirectoryKind.Group, "Inner"));
        directory.AddMember(Group, Inner);
        directory.AddMember(Inner, User);

        var denied = await pipeline.Get(Graph + "/users");
        Assert.Equal((403, "Authorization_RequestDenied"), (denied.Status, denied.ErrorCode()));
        Assert.Equal(["date", "request-id", "client-request-id"],
            denied.Json().GetProperty("error").GetProperty("innerError").EnumerateObject().Select(one => one.Name));
        Assert.Equal(401, (await clients.Pipeline().Get(Graph + "/users")).Status);
        directory.Permit("Directory.Read.All");

        var found = await pipeline.Send(
            RequestMethod.Post, Graph + "/directoryObjects/getByIds",
            new { ids = new[] { User, Group, clients.Azure.PrincipalId, "000000a6-0000-4000-8000-000000000007" },
            types = new[] { "user", "group", "servicePrincipal" } });
        Assert.Equal("https://graph.microsoft.com/v1.0/$metadata#directoryObjects", found.Json().GetProperty("@odata.context").GetString());
        Assert.Equal(["#microsoft.graph.user", "#microsoft.graph.group", "#microsoft.graph.servicePrincipal"],
            found.Json().GetProperty("value").EnumerateArray().Select(one => one.GetProperty("@odata.type").GetString()));
        Assert.Contains("odata.metadata=minimal", Shapes.Header(found, "Content-Type"));
        Assert.Equal(
            400, (await pipeline.Send(RequestMethod.Post, Graph + "/directoryObjects/getByIds",
            new { ids = Enumerable.Repeat(User, 1001) })).Status);

        var page = await pipeline.Get($"{Graph}/groups/{Group}/transitiveMembers?$select=id,displayName&$top=1");
        Assert.Equal("3", Shapes.Header(page, "x-ms-resource-unit"));
        Assert.Equal(["@odata.type", "id", "displayName"], page.Json().GetProperty("value")[0].EnumerateObject().Select(one => one.Name));
        var next = await pipeline.Get(page.Json().GetProperty("@odata.nextLink").GetString()!);
        Assert.Equal(User, next.Json().GetProperty("value")[0].GetProperty("id").GetString());
        Assert.False(next.Json().TryGetProperty("@odata.nextLink", out _));
        Assert.Equal(501, (await pipeline.Get($"{Graph}/groups/{Group}/transitiveMembers?$search=x")).Status);

        var absent = await pipeline.Get(Graph + "/groups/000000a9-0000-4000-8000-00000000000a");
        Assert.Equal((404, "Request_ResourceNotFound"), (absent.Status, absent.ErrorCode()));
        object One(string id, string url, params string[] dependsOn) => new { id, method = "GET", url, dependsOn };
        var batch =
            (await pipeline.Send(RequestMethod.Post, Graph + "/$batch",
            new { requests = new[] { One("1", $"/users/{User}"), One("2", "/users/none"), One("3", $"/groups/{Group}", "2") } })).Json();
        Assert.Equal([("1", 200), ("2", 404), ("3", 424)],
            batch.GetProperty("responses").EnumerateArray()
            .Select(one => (one.GetProperty("id").GetString()!, one.GetProperty("status").GetInt32())).Order());
        Assert.Equal((400, "BadRequest"),
            (await pipeline.Send(RequestMethod.Post, Graph + "/$batch",
            new { requests = Enumerable.Range(0, 21).Select(i => One($"{i}", "/users")) })) is var many
            ? (many.Status, many.ErrorCode()) : default);
    }

    [Fact]
    public async Task Too_many_calls_are_refused_in_the_services_own_form()
    {
        await using var clients = await SimulatedClients.Start(machines: 1);
        clients.Azure.Directory.Permit("User.Read.All");
        clients.Azure.Faults.Add(
            new FaultRule { Operation = "Graph_List_users", Kind = FaultKind.Respond, Status = 429,
            RetryAfter = TimeSpan.FromSeconds(10) });
        var refused = await clients.Pipeline("https://graph.microsoft.com/.default").Get(Graph + "/users");
        Assert.Equal((429, "10", "TooManyRequests"), (refused.Status, Shapes.Header(refused, "Retry-After"), refused.ErrorCode()));
    }
}
