using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Governance;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Identity;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Resources;
using OpsFunctions.Simulator.Throttling;

namespace OpsFunctions.Simulator.People;

/// <summary>graph.microsoft.com, v1.0: the directory's objects, members of groups, logs, and several requests in one.</summary>
internal sealed class GraphHost(SimulatedAzure azure, Throttle throttle) : SimulatedHost
{
    private const string Json = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";
    private const int MostIds = 1000;
    private const int MostRequests = 20;

    private readonly GraphPermissions _permissions = new(azure);
    private readonly GraphReads _reads = new(azure);

    public override IReadOnlyList<string> Audiences { get; } = ["https://graph.microsoft.com"];

    public override bool Serves(string host) => host is "graph.microsoft.com";

    public override Operation? Find(Exchange exchange)
    {
        var parts = exchange.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts is not ["v1.0", .. var rest])
            return null;
        if (exchange.Method is "GET")
        {
            return _reads.Find(rest) is not { } read ? null
                : new Operation(read.Name, null, request => Write(request, read.Answer(Ask(request, rest))))
                {
                    Target = exchange.Path, Options = read.Options, Quota = read.Quota,
                };
        }
        return (exchange.Method, rest) switch
        {
            ("POST", ["$batch"]) => Is("Graph_Batch", exchange, Batch),
            ("POST", ["directoryObjects", "getByIds"] or ["directoryObjects", "microsoft.graph.getByIds"]) =>
                Is("DirectoryObjects_GetByIds", exchange, GetByIds, "$select"),
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

    // Permissions of applications are the auditing identity's; no other one of the suite has any.
    public override Refusal? Forbid(Exchange exchange, Operation operation) =>
        _permissions.MayEverything || exchange.Caller?.PrincipalId == azure.Suite.Audit.PrincipalId ? null
        : new(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");

    private static Operation Is(string name, Exchange exchange, Func<Exchange, Task> answer, params IReadOnlyList<string> options) =>
        new(name, null, answer) { Target = exchange.Path, Options = options };

    private GraphAsk Ask(Exchange exchange, IReadOnlyList<string> path) => new(
        path,
        exchange.Request.Query.ToDictionary(
            static one => one.Key, static one => one.Value.ToString(), StringComparer.OrdinalIgnoreCase),
        Moment(), IdOf(exchange));

    private Task GetByIds(Exchange exchange)
    {
        if (RequestBody.Read(exchange, new BodyShape("ids", "types")) is not { } body || body["ids"] is not JsonArray)
            return Refuse(exchange, 400, "BadRequest",
                "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.");
        var (ids, types) = (body.Texts("ids"), body.Texts("types"));
        if (ids.Count > MostIds)
            return Refuse(exchange, 400, "Request_BadRequest", $"The number of ids exceeds the limit of {MostIds}.");
        var ask = Ask(exchange, ["directoryObjects", "getByIds"]);
        if (!_permissions.MayReadAnything)
            return Write(exchange, GraphReads.Denied(ask));
        var found = ids.Distinct(StringComparer.OrdinalIgnoreCase).Select(azure.Directory.Find).OfType<DirectoryObject>()
            .Where(one => types.Count == 0 || types.Contains("directoryObject", StringComparer.OrdinalIgnoreCase)
                || types.Contains(GraphDocument.TypeOf(one), StringComparer.OrdinalIgnoreCase)).ToList();
        return Write(exchange, ask.Page(
            "directoryObjects", found, one => GraphDocument.Of(one, ask.Selected, withType: true), unit: 1, MostIds, MostIds));
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
        var path = Uri.UnescapeDataString(cut < 0 ? url : url[..cut]).Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (_reads.Find(path) is not { } read)
            throw new NotSimulatedException($"{url} in a batch");
        if (query.Keys.FirstOrDefault(one => !read.Options.Contains(one, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw new NotSimulatedException($"the query option {unknown} in a batch");
        var ask = new GraphAsk(
            path, query.ToDictionary(static one => one.Key, static one => one.Value.ToString(), StringComparer.OrdinalIgnoreCase), Moment(),
            IdOf(exchange));
        return Refused(exchange, ask, read) ?? read.Answer(ask);
    }

    // Each of them is counted, and fails, by itself.
    private GraphAnswer? Refused(Exchange exchange, GraphAsk ask, GraphRead read)
    {
        var target = "/v1.0/" + string.Join('/', ask.Path);
        var operation = new Operation(read.Name, null, static _ => Task.CompletedTask) { Target = target, Quota = read.Quota };
        if (throttle.Admit(exchange, operation) is { } tooSoon)
            return ask.Refuse(429, "TooManyRequests", tooSoon.Message) with { RetryAfter = tooSoon.RetryAfter };
        if (azure.Faults.Hit(read.Name, target, azure.Time.GetUtcNow()) is not { } fault)
            return null;
        // A connection cannot be cut for one of several.
        var status = fault.Kind is FaultKind.Respond ? fault.Status : 503;
        return ask.Refuse(status, status == 429 ? "TooManyRequests" : fault.Code, fault.Message) with { RetryAfter = fault.RetryAfter };
    }

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

    private string Moment() => azure.Time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);

    private static string IdOf(Exchange exchange) => Noise.Id(Noise.Of(exchange.Context.TraceIdentifier), "graph").ToString();
}
