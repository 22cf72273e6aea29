using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Monitor.Query.Metrics;
using Xunit;

namespace OpsFunctions.Tests.Runtime;

public sealed class MetricsClientTests
{
    [Theory]
    [InlineData(null, "https://metrics.monitor.azure.com/.default")]
    [InlineData("https://metrics.monitor.azure.us", "https://metrics.monitor.azure.us/.default")]
    public async Task The_pipeline_asks_for_a_token_of_its_audience(string? audience, string expected)
    {
        var credential = new Credential();
        using var handler = new Ok();
        using var http = new HttpClient(handler);
        var options = new MetricsClientOptions { Transport = new HttpClientTransport(http), Audience = audience is null ? null : new MetricsClientAudience(audience) };
        var client = new MetricsClient(new Uri("https://westeurope.metrics.monitor.azure.com"), credential, options);
        using var message = client.Pipeline.CreateMessage();
        message.Request.Method = RequestMethod.Get;
        message.Request.Uri.Reset(client.Endpoint);
        await client.Pipeline.SendAsync(message, TestContext.Current.CancellationToken);
        Assert.Equal([expected], credential.Scopes);
        Assert.Equal("Bearer token", handler.Authorization);
    }

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
        public string? Authorization { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Authorization = request.Headers.Authorization?.ToString();
            return Task.FromResult(new HttpResponseMessage());
        }
    }
}
