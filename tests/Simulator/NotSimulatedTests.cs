using Azure.Core;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

/// <summary>What nobody here understands is never answered as if it were.</summary>
public sealed class NotSimulatedTests
{
    [Fact]
    public async Task A_query_option_a_header_and_a_value_that_are_not_understood_are_told_before_anything_happens()
    {
        await using var clients = await SimulatedClients.Start(options: new() { AllowsUnknown = true });
        var machine = clients.Plain();
        async Task<string> What(RequestMethod method, string query, params (string Name, string Value)[] headers)
        {
            var answer = await clients.Pipeline().Send(method, $"https://management.azure.com{machine.Id}{query}", headers: headers);
            Assert.Equal((501, "NotSimulated"), (answer.Status, answer.ErrorCode()));
            return answer.Json().GetProperty("error").GetProperty("notSimulated").GetString()!;
        }

        Assert.Equal("the query option $expand=cloudService", await What(
            RequestMethod.Get, "?$expand=cloudService&api-version=2024-11-01"));
        Assert.Equal("the query option fields=name", await What(RequestMethod.Get, "?fields=name&api-version=2024-11-01"));
        Assert.Equal("the header If-None-Match: *", await What(RequestMethod.Get, "?api-version=2024-11-01", ("If-None-Match", "*")));
        Assert.Equal("the query option force=true", await What(RequestMethod.Post, "/deallocate?force=true&api-version=2024-11-01"));
        Assert.True(machine.IsRunning(clients.Azure.Time.GetUtcNow()));
        Assert.Equal(4, clients.Azure.Calls.Unknown.Count);
    }

    [Fact]
    public async Task Who_was_asked_for_something_unknown_does_not_stop_quietly()
    {
        var clients = await SimulatedClients.Start();
        await clients.Pipeline().Get("https://management.azure.com/providers/Microsoft.Wonder/things?api-version=2020-01-01");
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(async () => await clients.DisposeAsync());
        Assert.Contains("Microsoft.Wonder/things", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_in_any_language_comes_through_the_proxy_by_TLS()
    {
        await using var clients = await SimulatedClients.Start(options: new() { Listens = true, ProxyPort = 0 });
        using var authority = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(
            clients.Azure.CertificateAuthority);
        using var handler = new SocketsHttpHandler { Proxy = new System.Net.WebProxy(clients.Azure.Proxy) };
        handler.SslOptions.CertificateChainPolicy = new()
        {
            TrustMode = System.Security.Cryptography.X509Certificates.X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { authority },
            RevocationMode = System.Security.Cryptography.X509Certificates.X509RevocationMode.NoCheck,
        };
        using var http = new HttpClient(handler);
        var answer = await http.GetAsync(
            new Uri("https://management.azure.com/subscriptions?api-version=2022-12-01"), TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, answer.StatusCode);
        using var plain = new HttpClient(new SocketsHttpHandler { Proxy = new System.Net.WebProxy(clients.Azure.Proxy) });
        Assert.Equal(System.Net.HttpStatusCode.MethodNotAllowed, (await plain
            .GetAsync(new Uri("http://example.com/"), TestContext.Current.CancellationToken)).StatusCode);
    }
}
