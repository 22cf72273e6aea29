using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Hosting;

public sealed class EventGridTests
{
    private const string Path = "/runtime/webhooks/eventgrid?functionName=";

    private const string Two = """[{ "id": "1", "eventType": "Changed", "data": { "n": 1 } }, { "id": "2", "eventType": "Changed", "data": { "n": 2 } }]""";

    [Fact]
    public async Task The_validation_handshake_returns_the_code_and_calls_nobody()
    {
        await using var host = await TestHost.StartAsync([typeof(Receivers)]);
        var answer = await PostAsync(host, "One", """[{ "id": "1", "eventType": "Microsoft.EventGrid.SubscriptionValidationEvent", "data": { "validationCode": "512d38b6" } }]""");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("512d38b6", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("validationResponse").GetString());
        Assert.Empty(host.Journal);
    }

    [Fact]
    public async Task The_handshake_of_cloud_events_allows_the_origin_that_asks()
    {
        await using var host = await TestHost.StartAsync([typeof(Receivers)]);
        using var request = new HttpRequestMessage(HttpMethod.Options, Path + "One");
        request.Headers.Add("WebHook-Request-Origin", "eventgrid.azure.net");
        var answer = await host.Http.SendAsync(request);
        Assert.Equal("eventgrid.azure.net", Assert.Single(answer.Headers.GetValues("WebHook-Allowed-Origin")));
    }

    [Fact]
    public async Task Every_event_of_a_delivery_is_one_invocation()
    {
        await using var host = await TestHost.StartAsync([typeof(Receivers)]);
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(host, "one", Two)).StatusCode);
        Assert.Equal(["1 Changed", "2 Changed"], host.Journal);
    }

    [Fact]
    public async Task A_batched_function_gets_all_events_at_once()
    {
        await using var host = await TestHost.StartAsync([typeof(Receivers)]);
        await PostAsync(host, "All", Two);
        Assert.Equal(["2 events"], host.Journal);
    }

    [Fact]
    public async Task A_type_with_a_parser_of_its_own_is_parsed_by_it()
    {
        await using var host = await TestHost.StartAsync([typeof(Receivers)]);
        await PostAsync(host, "Parsed", """{ "id": "7", "type": "x" }""", "application/cloudevents+json");
        Assert.Equal(["parsed {\"id\":\"7\",\"type\":\"x\"}"], host.Journal.Select(l => l.Replace(" \"", "\"", StringComparison.Ordinal).Replace("{ ", "{", StringComparison.Ordinal).Replace(" }", "}", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Nobody", Two, HttpStatusCode.NotFound)]
    [InlineData("One", "no json", HttpStatusCode.BadRequest)]
    [InlineData("Fails", Two, HttpStatusCode.InternalServerError)]
    public async Task What_cannot_be_delivered_is_refused(string function, string body, HttpStatusCode expected)
    {
        await using var host = await TestHost.StartAsync([typeof(Receivers)]);
        Assert.Equal(expected, (await PostAsync(host, function, body)).StatusCode);
    }

    private static async Task<HttpResponseMessage> PostAsync(TestHost host, string function, string body, string type = "application/json")
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        return await host.Http.PostAsync(Path + function, content);
    }

    private sealed class Receivers(Journal journal)
    {
        [Function("One")]
        public void One([EventGridTrigger] Received received) => journal.Add($"{received.Id} {received.EventType}");

        [Function("All")]
        public void All([EventGridTrigger(IsBatched = true)] string[] received) => journal.Add($"{received.Length} events");

        [Function("Parsed")]
        public void Parsed([EventGridTrigger] WithParser received) => journal.Add($"parsed {received.Json}");

        [Function("Fails")]
        public void Fails([EventGridTrigger] string received) => throw new InvalidOperationException(received);
    }

    private sealed record Received(string Id, string EventType);

    private sealed class WithParser
    {
        private WithParser(string json) => Json = json;

        public string Json { get; }

        public static WithParser Parse(BinaryData json, bool skipValidation = false) => new(skipValidation ? "" : json.ToString());
    }
}
