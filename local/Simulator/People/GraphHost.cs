using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Governance;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Identity;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.People;

/// <summary>graph.microsoft.com, v1.0: the directory's objects, members of groups, and several requests in one.</summary>
internal sealed class GraphHost(SimulatedAzure azure) : SimulatedHost
{
    private const string Json = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";
    private const string Context = "https://graph.microsoft.com/v1.0/$metadata#";
    private const int MostIds = 1000;
    private const int MostRequests = 20;
    private const int StandardPage = 100;
    private const int LargestPage = 999;

    private static readonly string[] ListOptions = ["$select", "$top", "$skiptoken"];

    private readonly GraphPermissions _permissions = new(azure);

    public override IReadOnlyList<string> Audiences { get; } = ["https://graph.microsoft.com"];

    public override bool Serves(string host) => host is "graph.microsoft.com";

    public override Operation? Find(Exchange exchange)
    {
        var parts = exchange.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts is not ["v1.0", ..])
            return null;
        return (exchange.Method, parts[1..]) switch
        {
            ("POST", ["$batch"]) => Is("Graph_Batch", exchange, Batch),
            ("POST", ["directoryObjects", "getByIds"] or ["directoryObjects", "microsoft.graph.getByIds"]) =>
                Is("DirectoryObjects_GetByIds", exchange, GetByIds, "$select"),
            ("GET", [var collection]) when KindOf(collection) is { } kind =>
                Is($"Graph_List_{collection}", exchange, request =>
                Write(request, Read(request, collection, null, null, kind)), ListOptions),
            ("GET", [var collection, var id]) when KindOf(collection) is { } kind =>
                Is($"Graph_Get_{collection}", exchange, request => Write(request, Read(request, collection, id, null, kind)), "$select"),
            ("GET", ["directoryObjects", var id]) =>
                Is("DirectoryObjects_Get", exchange, request =>
                Write(request, Read(request, "directoryObjects", id, null, null)), "$select"),
            ("GET", ["groups", var id, "transitiveMembers" or "members"]) =>
                Is("Groups_ListMembers", exchange, request =>
                    Write(request, Read(request, "groups", id, parts[3], DirectoryKind.Group)), ListOptions),
            _ => null,
        };
    }

    public override Task Refuse(Exchange exchange, int status, string code, string message) =>
        Write(exchange, GraphAnswer.Refused(status, status == 429 ? "TooManyRequests" : code, message, Moment(), IdOf(exchange)));

    public override Task Challenge(Exchange exchange, TokenProblem problem, string tenantId)
    {
        exchange.SetHeader("WWW-Authenticate",
            "Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\"");
        return Refuse(exchange, 401, "InvalidAuthenticationToken", problem == TokenProblem.Missing ? "Access token is empty."
            : problem.Message);
    }

    private static Operation Is(string name, Exchange exchange, Func<Exchange, Task> answer, params IReadOnlyList<string> options) =>
        new(name, null, answer) { Target = exchange.Path, Options = options };

    private Task GetByIds(Exchange exchange)
    {
        if (RequestBody.Read(exchange, new BodyShape("ids", "types")) is not { } body || body["ids"] is not JsonArray)
            return Refuse(exchange, 400, "BadRequest",
                "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.");
        var (ids, types) = (body.Texts("ids"), body.Texts("types"));
        if (ids.Count > MostIds)
            return Refuse(exchange, 400, "Request_BadRequest", $"The number of ids exceeds the limit of {MostIds}.");
        if (!_permissions.MayReadAnything)
            return Write(exchange, Denied(exchange));
        var found = ids.Distinct(StringComparer.OrdinalIgnoreCase).Select(azure.Directory.Find).OfType<DirectoryObject>()
            .Where(one => types.Count == 0 || types.Contains("directoryObject", StringComparer.OrdinalIgnoreCase)
                || types.Contains(GraphDocument.TypeOf(one), StringComparer.OrdinalIgnoreCase)).ToList();
        return Write(exchange, List("directoryObjects", found, Selected(exchange.Query("$select")), withType: true, next: null, unit: 1));
    }

    private async Task Batch(Exchange exchange)
    {
        if (BatchOf(exchange) is not { Count: > 0 and <= MostRequests } requests
            || requests.Select(static one => one.Text("id")).Distinct(StringComparer.Ordinal).Count() != requests.Count)
        {
            await Refuse(exchange, 400, "BadRequest",
                $"Invalid batch payload format: 1 to {MostRequests} requests, each with an id of its own, a method and a url.");
            return;
        }
        var answers = new Dictionary<string, GraphAnswer>(StringComparer.Ordinal);
        foreach (var request in requests)
        {
            var id = request.Text("id")!;
            var failed = request.Texts("dependsOn").Any(one => !answers.TryGetValue(one, out var before) || before.Status >= 400);
            answers[id] = failed
                ? GraphAnswer.Refused(424, "FailedDependency", "The request depends on one that failed.", Moment(), IdOf(exchange))
                : Inner(exchange, request);
        }
        await exchange.Json(200, writer => new JsonObject
        {
            // Documented: in any order.
            ["responses"] = new JsonArray(
                [.. answers.OrderBy(static one => one.Value.Status < 400).Select(static one => one.Value.InBatch(one.Key))]),
        }.WriteTo(writer));
    }

    private GraphAnswer Inner(Exchange exchange, JsonObject request)
    {
        if (request.Text("method") is not { } method || !method.Equals("GET", StringComparison.OrdinalIgnoreCase)
            || request.Text("url") is not { } url)
            throw new NotSimulatedException($"{request.Text("method")} {request.Text("url")} in a batch");
        var cut = url.IndexOf('?', StringComparison.Ordinal);
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(cut < 0 ? "" : url[cut..]);
        if (query.Keys.FirstOrDefault(one => !ListOptions.Contains(one, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw new NotSimulatedException($"the query option {unknown} in a batch");
        var parts = (cut < 0 ? url : url[..cut]).Split('/', StringSplitOptions.RemoveEmptyEntries);
        var (select, top, skip) = (query.GetValueOrDefault("$select").ToString(), query.GetValueOrDefault("$top").ToString(),
            query.GetValueOrDefault("$skiptoken").ToString());
        return parts switch
        {
            [var collection] when KindOf(collection) is { } kind =>
                Read(exchange, new Ask(collection, null, null, kind, select, top, skip)),
            [var collection, var id] when KindOf(collection) is { } kind =>
                Read(exchange, new Ask(collection, id, null, kind, select, top, skip)),
            ["groups", var id, "transitiveMembers" or "members"] =>
                Read(exchange, new Ask("groups", id, parts[2], DirectoryKind.Group, select, top, skip)),
            _ => throw new NotSimulatedException($"{url} in a batch"),
        };
    }

    private GraphAnswer Read(Exchange exchange, string collection, string? id, string? members, DirectoryKind? kind) =>
        Read(exchange, new Ask(collection, id, members, kind, exchange.Query("$select"), exchange.Query("$top"),
            exchange.Query("$skiptoken")));

    private GraphAnswer Read(Exchange exchange, Ask ask)
    {
        if (!_permissions.MayRead(ask.Kind, ask.Members is not null))
            return Denied(exchange);
        var selected = Selected(ask.Select);
        if (ask.Id is null)
            return Page(ask, [.. azure.Directory.All.Where(one => one.Kind == ask.Kind)], selected, withType: false);
        var found = azure.Directory.Find(ask.Id);
        if (found is null || (ask.Kind is { } kind && found.Kind != kind))
        {
            return GraphAnswer.Refused(
                404, "Request_ResourceNotFound",
                    $"Resource '{ask.Id}' does not exist or one of its queried reference-property objects are not present.", Moment(),
                    IdOf(exchange));
        }
        if (ask.Members is { } which)
            return Page(ask, which is "members" ? azure.Directory.Members(found.Id) : azure.Directory.TransitiveMembers(found.Id),
                selected, withType: true);
        var document =
            new JsonObject { [
            "@odata.context"] = $"{Context}{ask.Collection}{(selected is null ? "" : $"({string.Join(',', selected)})")}/$entity" };
        foreach (var (name, value) in GraphDocument.Of(found, selected, withType: ask.Kind is null))
            document[name] = value?.DeepClone();
        return new GraphAnswer(200, document, Unit: 1);
    }

    private static GraphAnswer Page(Ask ask, IReadOnlyList<DirectoryObject> all, IReadOnlyList<string>? selected, bool withType)
    {
        var size = int.TryParse(ask.Top, NumberStyles.None, CultureInfo.InvariantCulture, out var top) ? Math.Clamp(top, 1, LargestPage)
            : StandardPage;
        var skip = int.TryParse(ask.Skip, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var path = ask.Members is null ? ask.Collection : $"{ask.Collection}/{ask.Id}/{ask.Members}";
        var next = skip + size >= all.Count ? null
            : $"https://graph.microsoft.com/v1.0/{path}?{(ask.Select is { Length: > 0 } ? $"$select={ask.Select}&" : "")}$top={size}&$skiptoken={skip + size}";
        return List(ask.Members is null ? ask.Collection : "directoryObjects", [.. all.Skip(skip).Take(size)], selected, withType, next,
            unit: ask.Members is null ? 1 : 3);
    }

    private static GraphAnswer List(
        string context, IReadOnlyList<DirectoryObject> found, IReadOnlyList<string>? selected, bool withType, string? next, int unit)
    {
        var body = new JsonObject { ["@odata.context"] = Context + context };
        if (next is not null)
            body["@odata.nextLink"] = next;
        body["value"] = new JsonArray([.. found.Select(one => GraphDocument.Of(one, selected, withType))]);
        return new GraphAnswer(200, body, unit);
    }

    private GraphAnswer Denied(Exchange exchange) =>
        GraphAnswer.Refused(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.", Moment(),
            IdOf(exchange));

    private static Task Write(Exchange exchange, GraphAnswer answer)
    {
        exchange.SetHeader("request-id", IdOf(exchange));
        exchange.SetHeader("OData-Version", "4.0");
        if (answer.Unit > 0)
            exchange.SetHeader("x-ms-resource-unit", answer.Unit.ToString(CultureInfo.InvariantCulture));
        return exchange.Bytes(answer.Status, Json, JsonSerializer.SerializeToUtf8Bytes(answer.Body, JsonAnswers.Text));
    }

    private static IReadOnlyList<JsonObject>? BatchOf(Exchange exchange) => RequestBody.Read(exchange, new BodyShape(
        "requests.id", "requests.method", "requests.url", "requests.dependsOn", "requests.headers.*"))?.Objects("requests");

    private static string[]? Selected(string? select) =>
        string.IsNullOrEmpty(select) ? null : select.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static DirectoryKind? KindOf(string collection) => collection switch
    {
        "users" => DirectoryKind.User,
        "groups" => DirectoryKind.Group,
        "servicePrincipals" => DirectoryKind.ServicePrincipal,
        "applications" => DirectoryKind.Application,
        _ => null,
    };

    private string Moment() => azure.Time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);

    private static string IdOf(Exchange exchange) => Noise.Id(Noise.Of(exchange.Context.TraceIdentifier), "graph").ToString();

    private sealed record Ask(string Collection, string? Id, string? Members, DirectoryKind? Kind, string? Select, string? Top,
        string? Skip);
}
