using Azure.Core;
using Azure.Core.Pipeline;
using OpsFunctions.Orchestrations.Arm;
using Xunit;

namespace OpsFunctions.Tests.Arm;

public sealed class MetricsClientTests
{
    [Fact]
    public async Task One_token_for_metrics_is_good_for_every_region()
    {
        var credential = new Credential();
        using var handler = new Ok();
        using var http = new HttpClient(handler);
        var client = new MetricsClient(credential, new Options { Transport = new HttpClientTransport(http) });
        foreach (var region in new[] { "westeurope", "eastus2" })
        {
            using var message = client.Pipeline.CreateMessage();
            message.Request.Method = RequestMethod.Post;
            message.Request.Uri.Reset(MetricsClient.BatchAddress(region, "sub", "api-version=2024-02-01"));
            await client.Pipeline.SendAsync(message, TestContext.Current.CancellationToken);
        }
        Assert.Equal(["https://metrics.monitor.azure.com/.default"], credential.Scopes);
        Assert.Equal(
            [
                "Bearer token https://westeurope.metrics.monitor.azure.com/subscriptions/sub/metrics:getBatch?api-version=2024-02-01",
                "Bearer token https://eastus2.metrics.monitor.azure.com/subscriptions/sub/metrics:getBatch?api-version=2024-02-01",
            ],
            handler.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("West Europe")]
    [InlineData("evil.example/")]
    public void What_is_no_name_of_a_region_never_becomes_a_host(string region) =>
        Assert.Throws<FormatException>(() => MetricsClient.BatchAddress(region, "sub", ""));

    private sealed class Options : ClientOptions;

    private sealed class Credential : TokenCredential
    {
        public List<string> Scopes { get; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scopes.AddRange(requestContext.Scopes);
            return new AccessToken("token", DateTimeOffset.MaxValue);
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }

    private sealed class Ok : HttpMessageHandler
    {
        public List<string> Requests { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add($"{request.Headers.Authorization} {request.RequestUri}");
            return Task.FromResult(new HttpResponseMessage());
        }
    }
}
