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
    [InlineData("GET", "api/typed/x", HttpStatusCode.InternalServerError)]
    [InlineData("GET", "api/fails", HttpStatusCode.InternalServerError)]
    [InlineData("POST", "api/nothing", HttpStatusCode.OK)]
    [InlineData("GET", "api/poco", HttpStatusCode.OK)]
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
    public async Task A_body_of_unknown_length_beyond_the_limit_is_refused()
    {
        await using var host = await TestHost.StartAsync([typeof(Starts)], options: new() { HttpPort = 0, MaxRequestBodyBytes = 100 });
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/sums") { Content = JsonContent.Create(Enumerable.Range(0, 1000)) };
        request.Headers.TransferEncodingChunked = true;
        Assert.Equal(
            HttpStatusCode.RequestEntityTooLarge, (await host.Http.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Bodies_are_streamed_both_ways()
    {
        await using var host = await TestHost.StartAsync([typeof(Streams)]);
        var toFunction = new System.IO.Pipelines.Pipe();
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/parts")
        {
            Content = new FlushedContent(toFunction.Reader.AsStream()),
        };
        var asked = host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await toFunction.Writer.WriteAsync("one"u8.ToArray(), TestContext.Current.CancellationToken);

        // Each side has the first part before the other sends the second.
        await Streams.HasFirst.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await toFunction.Writer.CompleteAsync();
        using var answer = await asked;
        await using var body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var buffer = new byte[3];
        await body.ReadExactlyAsync(buffer, TestContext.Current.CancellationToken);
        Assert.Equal("two"u8, buffer);
        Streams.MaySendMore.SetResult();
        await body.ReadExactlyAsync(buffer, TestContext.Current.CancellationToken);
        Assert.Equal("end"u8, buffer);
        Assert.Equal(0, await body.ReadAsync(buffer, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_client_that_goes_away_cancels_the_function()
    {
        await using var host = await TestHost.StartAsync([typeof(Patient)]);
        using var away = new CancellationTokenSource();
        var asked = host.Http.GetAsync("api/wait", away.Token);
        await Patient.Running.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await away.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await Patient.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await host.IdleAsync();
    }

    [Fact]
    public async Task An_invocation_id_that_a_caller_brings_is_not_taken()
    {
        await using var host = await TestHost.StartAsync([typeof(Routes)]);
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/typed/7");
        request.Headers.Add("x-ms-invocation-id", "another");
        Assert.Equal(
            "int 7",
            await (await host.Http.SendAsync(request, TestContext.Current.CancellationToken))
                .Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_port_in_use_stops_the_start_and_is_named()
    {
        await using var first = await TestHost.StartAsync([typeof(Routes)]);
        var port = first.Local.Address!.Port;
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(
            () => TestHost.StartAsync([typeof(Routes)], options: new() { HttpPort = port }));
        Assert.Contains($"Port {port} is in use", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Middleware_runs_in_order_around_every_kind_of_function()
    {
        await using var host = await TestHost.StartAsync([typeof(Starts)], configure: builder =>
        {
            builder.UseMiddleware(async (context, next) =>
            {
                context.InstanceServices.GetRequiredService<Journal>()
                    .Add($"> {context.FunctionDefinition.Name} {context.GetHttpContext()?.Request.Method}");
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
        Assert.Equal(
            HttpStatusCode.Unauthorized, (await host.Http.GetAsync("api/typed/7", TestContext.Current.CancellationToken)).StatusCode);
    }

    private static Task<string> GetAsync(TestHost host, string path) =>
        host.Http.GetStringAsync(path, TestContext.Current.CancellationToken);

    /// <summary>Sends each part at once, where the client's own content waits for more.</summary>
    private sealed class FlushedContent(Stream parts) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var buffer = new byte[100];
            while (await parts.ReadAsync(buffer) is var read and > 0)
            {
                await stream.WriteAsync(buffer.AsMemory(0, read));
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    private sealed class Streams
    {
        public static TaskCompletionSource HasFirst { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public static TaskCompletionSource MaySendMore { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        [Function("Parts")]
        public static async Task<IResult> Parts([HttpTrigger("post", Route = "parts")] HttpRequest request)
        {
            var response = request.HttpContext.Response;
            await request.Body.ReadExactlyAsync(new byte[3]);
            HasFirst.SetResult();
            await request.Body.CopyToAsync(Stream.Null);
            await response.Body.WriteAsync("two"u8.ToArray());
            await response.Body.FlushAsync();
            await MaySendMore.Task;
            await response.Body.WriteAsync("end"u8.ToArray());
            return Results.Empty;
        }
    }

    private sealed class Patient
    {
        public static TaskCompletionSource Running { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public static TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        [Function("Wait")]
        public static async Task<IResult> Wait([HttpTrigger("get", Route = "wait")] HttpRequest request, CancellationToken stop)
        {
            await using var registered = stop.Register(Cancelled.SetResult);
            Running.SetResult();
            await Cancelled.Task;
            return Results.Ok(request.Method);
        }
    }

    private sealed class Starts
    {
        [Function(nameof(Start))]
        public static async Task<IResult> Start(
            [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "sums")] HttpRequest request,
            [DurableClient] DurableTaskClient client)
        {
            var numbers = await request.ReadFromJsonAsync<int[]>();
            var id = await client.ScheduleNewOrchestrationInstanceAsync(nameof(Sum), numbers);
            return TypedResults.Accepted($"/api/sums/{id}");
        }

        [Function(nameof(Read))]
        public static async Task<IResult> Read(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "sums/{id}")] HttpRequest request, string id,
            [DurableClient] DurableTaskClient client) =>
            TypedResults.Text(
                (await client.GetInstanceAsync(id, getInputsAndOutputs: true, request.HttpContext.RequestAborted))!.SerializedOutput!);

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
        public IResult Typed(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "typed/{number}")] HttpRequest request, int number) =>
            TypedResults.Text($"int {number}{(journal.Lines.Count == 0 ? "" : request.Path)}");

        [Function("TypedGuid")]
        public IResult TypedGuid([HttpTrigger("get", Route = "typed/{number}/{id:guid}")] HttpRequest request, int number, Guid id) =>
            TypedResults.Text(request.Method == "GET" ? $"guid {id} of {number}" : "");

        [Function("Query")]
        public IResult Query([HttpTrigger("get")] HttpRequest request, string name) =>
            TypedResults.Text(request.Method == "GET" ? $"query {name}" : "");

        [Function("Action")]
        public IActionResult Action([HttpTrigger("get")] HttpRequest request) => new OkObjectResult(new { ok = request.Method == "GET" });

        [Function("Poco")]
        // Officially not written: the worker sends what is an IResult or an IActionResult.
        public object Poco([HttpTrigger("get")] HttpRequest request) => new { value = request.Method.Length + 2 };

        [Function("Rest")]
        public IResult Rest([HttpTrigger("get", Route = "rest/{*path}")] HttpRequest request, string path) =>
            TypedResults.Text(request.Method == "GET" ? path : "");

        [Function("Fails")]
        public IResult Fails([HttpTrigger("get")] HttpRequest request) => throw new InvalidOperationException(request.Method);

        [Function("Nothing")]
        public Task Nothing([HttpTrigger("post")] HttpRequest request) =>
            request.Method == "POST" ? Task.CompletedTask : throw new InvalidOperationException();
    }
}
