using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using OpsFunctions.FunctionsHost;
using OpsFunctions.Tests.Fixtures;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Hosting;

/// <summary>What the host itself answers, and whom it does not.</summary>
public sealed class HttpFrontTests
{
    private static readonly string[] Problems = ["application/problem+json", "nosniff", "no-store", "frame-ancestors 'none'"];

    [Theory]
    [InlineData("GET", "/api/nowhere", 404)]
    [InlineData("GET", "/", 404)]
    [InlineData("GET", "/api/../../etc/passwd", 404)]
    [InlineData("DELETE", "/api/reads", 405)]
    [InlineData("OPTIONS", "/api/reads", 405)]
    [InlineData("GET", "/api/breaks", 500)]
    public async Task What_the_host_refuses_is_a_problem_that_says_what_to_do(string method, string target, int status)
    {
        await using var host = await TestHost.StartAsync([typeof(Functions)]);

        var answer = await RawHttp.SendAsync(Address(host), Head(host, method, target) + "Connection: close\r\n\r\n");

        Assert.Equal(status, RawHttp.StatusOf(answer));
        Assert.All(Problems, one => Assert.Contains(one, answer, StringComparison.Ordinal));
        Assert.Contains("\"detail\":", answer, StringComparison.Ordinal);
        Assert.Equal(status == 405, answer.Contains("Allow: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task HEAD_is_not_answered_and_says_which_methods_are()
    {
        await using var host = await TestHost.StartAsync([typeof(Functions)]);

        var answer = await RawHttp.SendAsync(Address(host), Head(host, "HEAD", "/api/reads") + "Connection: close\r\n\r\n");

        Assert.Equal(405, RawHttp.StatusOf(answer));
        Assert.Contains("Allow: GET", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zz\r\nabc\r\n0\r\n\r\n")]
    [InlineData("-5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("5hello\r\n0\r\n\r\n")]
    [InlineData("ffffffffffffffffff\r\nhello\r\n0\r\n\r\n")]
    [InlineData("5\r\nhelloXX\r\n0\r\n\r\n")]
    public async Task A_bad_chunk_is_400(string body)
    {
        await using var host = await TestHost.StartAsync([typeof(Functions)]);

        var answer = await RawHttp.SendAsync(Address(host), Head(host, "POST", "/api/takes") + "Transfer-Encoding: chunked\r\n\r\n" + body);

        Assert.Equal(400, RawHttp.StatusOf(answer));
        Assert.Contains("application/problem+json", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:80")]
    [InlineData("localhost.evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("10.0.0.1")]
    [InlineData("[::2]")]
    [InlineData("")]
    public async Task A_foreign_host_is_refused(string name)
    {
        await using var host = await TestHost.StartAsync([typeof(Functions)]);

        var answer = await RawHttp.SendAsync(Address(host), $"GET /api/reads HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n");

        Assert.Equal(421, RawHttp.StatusOf(answer));
        Assert.Empty(host.Journal);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:7071")]
    [InlineData("127.0.0.1:1")]
    [InlineData("[::1]:7071")]
    public async Task A_name_of_this_machine_is_taken(string name)
    {
        await using var host = await TestHost.StartAsync([typeof(Functions)]);

        var answer = await RawHttp.SendAsync(Address(host), $"GET /api/reads HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n");

        Assert.Equal(200, RawHttp.StatusOf(answer));
    }

    // Of 413 by the host, by the function, and of refusals before anybody looked at the body.
    [Theory]
    [InlineData("/api/takes", 413)]
    [InlineData("/api/refuses", 413)]
    [InlineData("/api/nowhere", 404)]
    [InlineData("/api/reads", 405)]
    public async Task After_a_refusal_the_connection_ends_and_the_rest_is_not_swallowed(string target, int status)
    {
        await using var host = await TestHost.StartAsync(
            [typeof(Functions)], options: new() { HttpPort = 0, MaxRequestBodyBytes = 1 << 20 });

        var (answer, sent) = await RawHttp.FloodAsync(
            Address(host), Head(host, "POST", target) + "Transfer-Encoding: chunked\r\n\r\n", atMost: 2_500L << 20);

        Assert.Equal(status, RawHttp.StatusOf(answer));
        Assert.Contains("Connection: close", answer, StringComparison.Ordinal);
        Assert.InRange(sent, 0, 64 << 20);
    }

    // The function waits for more, and more than the limit has come.
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    public async Task A_body_that_passes_the_limit_in_mid_stream_is_answered_at_once(int megabytes)
    {
        await using var host = await TestHost.StartAsync(
            [typeof(Functions)], options: new() { HttpPort = 0, MaxRequestBodyBytes = 1 << 20 });
        var head = Head(host, "POST", "/api/takes") + "Transfer-Encoding: chunked\r\n\r\n";

        var (answer, _) = await RawHttp.FloodAsync(Address(host), head, megabytes << 20);

        Assert.Equal(413, RawHttp.StatusOf(answer));
        await host.IdleAsync();
    }

    [Fact]
    public async Task After_a_refusal_of_a_small_body_the_connection_goes_on()
    {
        await using var host = await TestHost.StartAsync([typeof(Functions)]);
        var head = Head(host, "POST", "/api/nowhere") + "Content-Length: 5\r\n\r\nhello";

        var answer = await RawHttp.SendAsync(Address(host), head + Head(host, "GET", "/api/reads") + "Connection: close\r\n\r\n");

        Assert.Contains("HTTP/1.1 404", answer, StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 200", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("waits", "GET", "")]
    [InlineData("takes", "POST", "Transfer-Encoding: chunked\r\n\r\n5\r\nhel")]
    [InlineData("takes", "POST", "Content-Length: 100\r\n\r\nhel")]
    [InlineData("pours", "GET", "")]
    public async Task A_client_that_goes_away_is_no_error_in_the_log(string function, string method, string body)
    {
        var log = new ErrorLog();
        Functions.Reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await TestHost.StartAsync(log, [typeof(Functions)]);
        using (var client = new System.Net.Sockets.TcpClient())
        {
            await client.ConnectAsync(IPAddress.Loopback, Address(host).Port);
            var head = Head(host, method, $"/api/{function}") + (body.Length == 0 ? "\r\n" : body);
            await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(head));
            await Functions.Reached.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            client.Client.LingerState = new(enable: true, seconds: 0);
        }

        await host.IdleAsync();

        Assert.Equal("", string.Join('\n', log.Lines));
    }

    [Fact]
    public async Task A_function_that_fails_is_an_error_in_the_log()
    {
        var log = new ErrorLog();
        await using var host = await TestHost.StartAsync(log, [typeof(Functions)]);

        await RawHttp.SendAsync(Address(host), Head(host, "GET", "/api/breaks") + "Connection: close\r\n\r\n");

        Assert.Contains(log.Lines, line => line.Contains("breaks", StringComparison.OrdinalIgnoreCase));
    }

    private static Uri Address(TestHost host) => host.Local.Address!;

    private static string Head(TestHost host, string method, string target) =>
        $"{method} {target} HTTP/1.1\r\nHost: {Address(host).Authority}\r\n";

    /// <summary>Keeps warnings and worse.</summary>
    private sealed class ErrorLog : ILoggerFactory, ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IEnumerable<string> Lines => _lines;

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                _lines.Enqueue($"{logLevel}: {formatter(state, exception)}");
        }

        public void Dispose()
        {
        }
    }

    private sealed class Functions(Journal journal)
    {
        public static TaskCompletionSource Reached { get; set; } = new();

        [Function("Reads")]
        public IResult Reads([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "reads")] HttpRequest request)
        {
            journal.Add("read");
            return Results.Ok();
        }

        [Function("Breaks")]
        public static IResult Breaks([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "breaks")] HttpRequest request) =>
            throw new InvalidOperationException("it breaks");

        [Function("Takes")]
        public static async Task<IResult> Takes(
            [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "takes")] HttpRequest request, CancellationToken ct)
        {
            Reached.TrySetResult();
            await request.Body.CopyToAsync(Stream.Null, ct);
            return Results.Ok();
        }

        [Function("Refuses")]
        public static IResult Refuses([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "refuses")] HttpRequest request) =>
            Results.Problem(statusCode: 413, title: "too large");

        [Function("Waits")]
        public static async Task<IResult> Waits([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "waits")] HttpRequest request)
        {
            Reached.TrySetResult();
            await Task.Delay(Timeout.Infinite, request.HttpContext.RequestAborted);
            return Results.Ok();
        }

        [Function("Pours")]
        public static async Task Pours([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "pours")] HttpRequest request)
        {
            var part = new byte[1 << 16];
            while (true)
            {
                await request.HttpContext.Response.Body.WriteAsync(part, request.HttpContext.RequestAborted);
                Reached.TrySetResult();
            }
        }
    }
}
