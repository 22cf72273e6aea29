using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Functions.Http;
using OpsFunctions.Local.Cli;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using OpsFunctions.Tests.Local.Access;
using Xunit;

namespace OpsFunctions.Tests.Local.Instances;

/// <summary>
/// Two instances of the app, each on a host of its own, on one storage: as in Azure, where HTTP, timers and queues scale apart.
/// </summary>
internal sealed class TwoInstances : IAsyncDisposable
{
    public const string OtherSecret = "secret-of-another-operator-0123456789";

    private readonly LocalApp _first;
    private readonly LocalApp _second;

    private TwoInstances(SimulatedAzure azure, LocalApp first, LocalApp second)
    {
        (Azure, _first, _second) = (azure, first, second);
        (One, Other) = (new HttpClient { BaseAddress = first.Host.Address }, new HttpClient { BaseAddress = second.Host.Address });
    }

    public SimulatedAzure Azure { get; }

    public HttpClient One { get; }

    public HttpClient Other { get; }

    public DateTimeOffset Now => Azure.Time.GetUtcNow();

    public static async Task<TwoInstances> StartAsync()
    {
        var azure = await SimulatedAzure.StartAsync(
            new SimulatedAzureOptions { Fleet = new() { Machines = 1, Start = SuiteHost.Start }, Start = SuiteHost.Start });
        return new(azure, await OneAsync(azure), await OneAsync(azure));
    }

    /// <summary>A service of the first instance and the same of the second.</summary>
    public (T One, T Other) Both<T>() where T : notnull =>
        (_first.Services.GetRequiredService<T>(), _second.Services.GetRequiredService<T>());

    /// <summary>Sends as a person, to one of them.</summary>
    public async Task<Answered> SendAsync(HttpClient to, HttpMethod method, string path, string person, string roles, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        var token = new UserToken
        {
            Audience = SuiteHost.Audience, Roles = roles.Split(' '), ObjectId = AccessSuite.PersonOf(person)["entra:".Length..],
        };
        request.Headers.Authorization = new("Bearer", Azure.Entra.Issue(token));
        if (body is not null)
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await to.SendAsync(request);
        return new((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        One.Dispose();
        Other.Dispose();
        foreach (var app in (LocalApp[])[_first, _second])
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }
        await Azure.DisposeAsync();
    }

    private static Task<LocalApp> OneAsync(SimulatedAzure azure)
    {
        var options = LocalApp.On(azure);
        return LocalApp.StartAsync(options with
        {
            KeyHashes = [AccessKeys.HashOf(AccessSuite.OperatorKey)],
            Settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
            {
                ["Rightsizing:Schedule"] = "0 0 0 1 1 *",
                ["Snapshots:Schedule"] = "0 0 0 1 1 *",
                ["Ops:Entra:Tenant"] = azure.TenantId,
                ["Ops:Entra:Audience"] = SuiteHost.Audience,
                ["Ops:Signers:scheduler:Secret"] = AccessSuite.Secret,
                ["Ops:Signers:other:Secret"] = OtherSecret,
            },
            Host = options.Host with { HttpPort = 0 },
        });
    }
}
