using System.Text.Json;
using OpsFunctions.Functions.Http;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using Xunit;

namespace OpsFunctions.Tests.Local.Access;

/// <summary>The app over HTTP with every way in open.</summary>
public sealed class AccessSuite : IAsyncLifetime
{
    public const string OperatorKey = "key-of-an-operator";
    public const string ReaderKey = "key-of-a-reader";
    public const string Secret = "secret-of-an-operator-0123456789abcdef";
    public const string ReaderSecret = "secret-of-a-reader-0123456789abcdefgh";
    public const string MonitorSecret = "secret-of-a-monitor-0123456789abcdef";

    private SuiteHost _suite = null!;

    public SimulatedAzure Azure => _suite.Azure;

    public HttpClient Http { get; private set; } = null!;

    internal SuiteHost Host => _suite;

    public static async Task<AccessSuite> StartAsync(params (string Name, string? Value)[] settings) =>
        await StartAsync(also: [], settings);

    /// <param name="also">Types of a test's own functions.</param>
    public static async Task<AccessSuite> StartAsync(IReadOnlyList<Type> also, params (string Name, string? Value)[] settings)
    {
        var suite = new AccessSuite();
        await suite.OpenAsync(also, settings);
        return suite;
    }

    public ValueTask InitializeAsync() => new(OpenAsync([], []));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _suite.DisposeAsync();
    }

    /// <summary>A token as Entra would issue it for the app.</summary>
    public string Token(params string[] roles) => Azure.Entra.Issue(new UserToken { Audience = SuiteHost.Audience, Roles = roles });

    /// <summary>Sends a body as a person whose object id ends so, with these roles.</summary>
    internal async Task<Answered> SendAsync(HttpMethod method, string path, string person, string roles, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        var token = new UserToken
        {
            Audience = SuiteHost.Audience,
            Roles = roles.Split(' '),
            ObjectId = PersonOf(person)["entra:".Length..],
        };
        request.Headers.Authorization = new("Bearer", Azure.Entra.Issue(token));
        if (body is not null)
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await Http.SendAsync(request);
        return new((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>A person's id, as records show it.</summary>
    internal static string PersonOf(string person) =>
        $"entra:00000000-0000-0000-0000-{Convert.ToHexStringLower(System.Text.Encoding.ASCII.GetBytes(person.PadLeft(6)[..6]))}";

    private async Task OpenAsync(IReadOnlyList<Type> also, (string Name, string? Value)[] settings)
    {
        _suite = await SuiteHost.StartAsync(new FleetOptions { Machines = 1 }, httpPort: 0, also,
        [
            ("Ops:KeyHashes:0", AccessKeys.HashOf(OperatorKey)),
            ("Ops:KeyHashes:1", AccessKeys.HashOf(ReaderKey) + " Ops.Reader"),
            ("Ops:Signers:scheduler:Secret", Secret),
            ("Ops:Signers:dashboard:Secret", ReaderSecret),
            ("Ops:Signers:dashboard:Roles", "Ops.Reader"),
            ("Ops:Signers:monitor:Secret", MonitorSecret),
            ("Ops:Signers:monitor:Roles", "Ops.Alerts"),
            ("Ops:Grafana:Signer", "monitor"),
            .. settings,
        ]);
        Http = new HttpClient { BaseAddress = _suite.Local.Address };
    }
}

/// <summary>An answer over HTTP.</summary>
internal sealed record Answered(int Status, string Text)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;
}
