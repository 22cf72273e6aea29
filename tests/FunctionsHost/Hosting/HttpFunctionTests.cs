using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Hosting;

public sealed class HttpFunctionTests
{
    [Fact]
    public async Task A_request_starts_an_orchestration_and_reads_its_result()
    {
        await using var host = await TestHost.StartAsync([typeof(Starts)]);
        var started = await host.Http.PostAsJsonAsync("api/sums", new[] { 1, 2, 3 }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        await host.IdleAsync();
        Assert.Equal("6", await GetAsync(host, started.Headers.Location!.ToString()));
    }

    [Theory]
    [InlineData("api/typed/7", "int 7")]
    [InlineData("api/typed/7/6f9619ff-8b86-d011-b42d-00cf4fc964ff", "guid 6f9619ff-8b86-d011-b42d-00cf4fc964ff of 7")]
    [InlineData("api/query?name=x", "query x")]
    [InlineData("api/action", "{\"ok\":true}")]
    [InlineData("api/poco", "{\"value\":5}")]
    [InlineData("api/rest/a/b/c", "a/b/c")]
    public async Task Route_and_query_values_are_bound_by_name(string path, string expected)
    {
        await using var host = await TestHost.StartAsync([typeof(Routes)]);
        Assert.Equal(expected, await GetAsync(host, path));
    }

    [Theory]
    [InlineData("GET", "api/nowhere", HttpStatusCode.NotFound)]
    [InlineData("GET", "typed/7", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "api/typed/7", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "api/typed/x", HttpStatusCode.BadRequest)]
    [InlineData("GET", "api/fails", HttpStatusCode.InternalServerError)]
    [InlineData("POST", "api/nothing", HttpStatusCode.NoContent)]
    public async Task What_a_function_does_not_answer_has_its_status(string method, string path, HttpStatusCode expected)
    {
        await using var host = await TestHost.StartAsync([typeof(Routes)]);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        Assert.Equal(expected, (await host.Http.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Cross_origin_requests_get_no_permission()
    {
        await using var host = await TestHost.StartAsync([typeof(Routes)]);
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/typed/7");
        request.Headers.Add("Origin", "https://elsewhere.example");
        var answer = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(answer.Headers, h => h.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused()
    {
        await using var host = await TestHost.StartAsync([typeof(Starts)], options: new() { HttpPort = 0, MaxRequestBodyBytes = 100 });
        var answer = await host.Http.PostAsJsonAsync("api/sums", Enumerable.Range(0, 1000), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task The_route_prefix_is_that_of_host_json()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, """{ "version": "2.0", "extensions": { "http": { "routePrefix": "" } } }""", TestContext.Current.CancellationToken);
        await using var host = await TestHost.StartAsync([typeof(Routes)], options: new() { HttpPort = 0, HostJsonPath = file });
        Assert.Equal("int 7", await GetAsync(host, "typed/7"));
    }

    [Fact]
    public async Task Middleware_runs_in_order_around_every_kind_of_function()
    {
        await using var host = await TestHost.StartAsync([typeof(Starts)], configure: builder =>
        {
            builder.UseMiddleware(async (context, next) =>
            {
                context.InstanceServices.GetRequiredService<Journal>().Add($"> {context.FunctionDefinition.Name} {context.GetHttpContext()?.Request.Method}");
                await next();
            });
            builder.UseWhen(context => context.FunctionDefinition.Name == nameof(Starts.Add), async (context, next) =>
            {
                await next();
                context.InstanceServices.GetRequiredService<Journal>().Add($"= {context.GetInvocationResult().Value}");
            });
        });
        await host.Http.PostAsJsonAsync("api/sums", new[] { 1, 2 }, TestContext.Current.CancellationToken);
        await host.IdleAsync();
        Assert.Equal(["> Start POST", "> Sum ", "> Add ", "= 3", "> Sum "], host.Journal);
    }

    [Fact]
    public async Task Middleware_may_answer_instead_of_the_function()
    {
        await using var host = await TestHost.StartAsync([typeof(Routes)], configure: builder => builder.UseMiddleware((context, _) =>
        {
            context.GetInvocationResult().Value = new UnauthorizedResult();
            return Task.CompletedTask;
        }));
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Http.GetAsync("api/typed/7", TestContext.Current.CancellationToken)).StatusCode);
    }

    private static Task<string> GetAsync(TestHost host, string path) => host.Http.GetStringAsync(path, TestContext.Current.CancellationToken);

    private sealed class Starts
    {
        [Function(nameof(Start))]
        public static async Task<IResult> Start([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "sums")] HttpRequest request, [DurableClient] DurableTaskClient client)
        {
            var numbers = await request.ReadFromJsonAsync<int[]>();
            var id = await client.ScheduleNewOrchestrationInstanceAsync(nameof(Sum), numbers);
            return TypedResults.Accepted($"/api/sums/{id}");
        }

        [Function(nameof(Read))]
        public static async Task<string> Read(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "sums/{id}")] HttpRequest request, string id, [DurableClient] DurableTaskClient client) =>
            (await client.GetInstanceAsync(id, getInputsAndOutputs: true, request.HttpContext.RequestAborted))!.SerializedOutput!;

        [Function(nameof(Sum))]
        public static Task<int> Sum([OrchestrationTrigger] TaskOrchestrationContext context, int[] numbers) =>
            context.CallActivityAsync<int>(nameof(Add), numbers);

        [Function(nameof(Add))]
        public static int Add([ActivityTrigger] int[] numbers, string instanceId, FunctionContext context) =>
            instanceId.Length > 0 && context.FunctionDefinition.Name == nameof(Add) ? numbers.Sum() : -1;
    }

    private sealed class Routes(Journal journal)
    {
        [Function("Typed")]
        public IResult Typed([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "typed/{number}")] HttpRequest request, int number) =>
            TypedResults.Text($"int {number}{(journal.Lines.Count == 0 ? "" : request.Path)}");

        [Function("TypedGuid")]
        public string TypedGuid([HttpTrigger("get", Route = "typed/{number}/{id:guid}")] HttpRequest request, int number, Guid id) =>
            request.Method == "GET" ? $"guid {id} of {number}" : "";

        [Function("Query")]
        public string Query([HttpTrigger("get")] HttpRequest request, string name) => request.Method == "GET" ? $"query {name}" : "";

        [Function("Action")]
        public IActionResult Action([HttpTrigger("get")] HttpRequest request) => new OkObjectResult(new { ok = request.Method == "GET" });

        [Function("Poco")]
        public object Poco([HttpTrigger("get")] HttpRequest request) => new { value = request.Method.Length + 2 };

        [Function("Rest")]
        public string Rest([HttpTrigger("get", Route = "rest/{*path}")] HttpRequest request, string path) => request.Method == "GET" ? path : "";

        [Function("Fails")]
        public IResult Fails([HttpTrigger("get")] HttpRequest request) => throw new InvalidOperationException(request.Method);

        [Function("Nothing")]
        public Task Nothing([HttpTrigger("post")] HttpRequest request) => request.Method == "POST" ? Task.CompletedTask : throw new InvalidOperationException();
    }
}
