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

    private SuiteHost _suite = null!;

    public SimulatedAzure Azure => _suite.Azure;

    public HttpClient Http { get; private set; } = null!;

    public static async Task<AccessSuite> StartAsync(params (string Name, string? Value)[] settings)
    {
        var suite = new AccessSuite();
        await suite.OpenAsync(settings);
        return suite;
    }

    public ValueTask InitializeAsync() => new(OpenAsync([]));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _suite.DisposeAsync();
    }

    /// <summary>A token as Entra would issue it for the app.</summary>
    public string Token(params string[] roles) => Azure.Entra.Issue(new UserToken { Audience = SuiteServices.Audience, Roles = roles });

    private async Task OpenAsync((string Name, string? Value)[] settings)
    {
        _suite = await SuiteHost.StartAsync(new FleetOptions { Machines = 1 }, httpPort: 0,
        [
            ("Ops:KeyHashes:0", AccessKeys.HashOf(OperatorKey)),
            ("Ops:KeyHashes:1", AccessKeys.HashOf(ReaderKey) + " Ops.Reader"),
            ("Ops:Signers:scheduler:Secret", Secret),
            ("Ops:Signers:dashboard:Secret", ReaderSecret),
            ("Ops:Signers:dashboard:Roles", "Ops.Reader"),
            .. settings,
        ]);
        Http = new HttpClient { BaseAddress = _suite.Local.Address };
    }
}
