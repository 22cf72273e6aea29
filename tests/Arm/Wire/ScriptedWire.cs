using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.ResourceManager.Compute;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Arm.Wire;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Settings;

namespace OpsFunctions.Tests.Arm.Wire;

/// <summary>The suite's clients, what they put on the wire, and what they are answered.</summary>
internal sealed class ScriptedWire : HttpMessageHandler
{
    public const string Group = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg";

    public const string MachineId = Group + "/providers/Microsoft.Compute/virtualMachines/vm";

    public const string Operation = "https://management.azure.com/subscriptions/11111111-1111-1111-1111-111111111111"
        + "/providers/Microsoft.Compute/locations/eastus/operations/1?api-version=2024-07-01";

    private readonly HttpClient _http;
    private readonly HttpClientTransport _transport;
    private readonly ConcurrentQueue<(string Line, string Body)> _sent = new();

    /// <param name="time">The suite's clock; null: none.</param>
    public ScriptedWire(TimeProvider? time = null, RolePropagation? roles = null)
    {
        _http = new HttpClient(this, disposeHandler: false);
        _transport = new HttpClientTransport(_http);
        Clients = new AzureClients(
            new AnyToken(), new AzureSettings { Subscriptions = ["0"], StorageAccount = "opsstate" }, new(
                _transport, _transport), time, roles);
    }

    public AzureClients Clients { get; }

    public VirtualMachineResource Machine => Clients.Arm.GetVirtualMachineResource(new ResourceIdentifier(MachineId));

    /// <summary>Method and address of each request that left.</summary>
    public IEnumerable<string> Sent => _sent.Select(one => one.Line);

    public string Body => _sent.Single().Body;

    /// <summary>What the n-th request is answered, from 1 on; null: as usual.</summary>
    public Func<HttpRequestMessage, int, HttpResponseMessage?> Answers { get; set; } = (_, _) => null;

    public static Permit Permit() =>
        new(new ChangeTicket("test", "test", MachineId, [MachineId], "hash", DateTimeOffset.MinValue, DateTimeOffset.MaxValue));

    /// <summary>A pass for one request, as a sender of changes gets it.</summary>
    public static IDisposable Holding(RequestMethod method, string path) =>
        Permit().PassFor(method, Address(path)).Hold();

    /// <param name="path">With its query, where it has one of its own.</param>
    public static Uri Address(string path) =>
        new($"https://management.azure.com{path}{(path.Contains('?') ? "" : "?api-version=2024-07-01")}");

    public static HttpResponseMessage Json(string body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    public static async Task<Azure.Response> Send(
        HttpPipeline pipeline, RequestMethod method, string address, string? body = null, params string[] headers)
    {
        using var message = pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(new Uri(address));
        foreach (var header in headers)
            message.Request.Headers.Add(header, "DELETE");
        if (body is not null)
            message.Request.Content = RequestContent.Create(body);
        await pipeline.SendAsync(message, default);
        return message.Response;
    }

    public Task<Azure.Response> Send(RequestMethod method, string path) => Send(Clients.ArmPipeline, method, Address(path).AbsoluteUri);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        _sent.Enqueue(($"{request.Method} {request.RequestUri!.AbsoluteUri}", body));
        if (Answers(request, _sent.Count) is { } answer)
            return answer;
        if (request.Method == HttpMethod.Get)
            return Json("{}");
        var accepted = new HttpResponseMessage(HttpStatusCode.Accepted);
        accepted.Headers.Add("Azure-AsyncOperation", Operation);
        return accepted;
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        SendAsync(request, cancellationToken).GetAwaiter().GetResult();

    protected override void Dispose(bool disposing)
    {
        _transport.Dispose();
        _http.Dispose();
        base.Dispose(disposing);
    }

    private sealed class AnyToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new("token", DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}
