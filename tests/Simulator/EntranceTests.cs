using System.Security.Cryptography;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Microsoft.AspNetCore.Http;
using OpsFunctions.Simulator.Http;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

/// <summary>A client cannot tell whether simulated Azure is inside the process or behind a socket: each rule holds for both.</summary>
public sealed class EntranceTests
{
    private const string Somewhere = "https://management.azure.com/a%20b?x=%2F1";

    // Only against hanging.
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<bool> Both => [false, true];

    [Theory, MemberData(nameof(Both))]
    public async Task What_is_sent_and_answered_arrives_whole(bool listens)
    {
        await using var entrance = await Open(listens, async context =>
        {
            var request = context.Request;
            var host = request.Headers["x-sim-host"];
            context.Response.Headers["seen"] = $"{request.Method} {host} {request.Path.Value} {request.QueryString}";
            context.Response.StatusCode = 201;
            await request.Body.CopyToAsync(context.Response.Body, context.RequestAborted);
        });
        var bytes = RandomNumberGenerator.GetBytes(5_000_000);
        using var message = Message(entrance, RequestMethod.Put);
        message.Message.Request.Content = RequestContent.Create(bytes);
        await message.SendAsync();
        var answer = message.Message.Response;
        Assert.Equal((201, "Created"), (answer.Status, answer.ReasonPhrase));
        Assert.Equal("PUT management.azure.com /a b ?x=%2F1", answer.Headers.TryGetValue("seen", out var seen) ? seen : null);
        Assert.True(answer.Headers.Date > DateTimeOffset.UnixEpoch);
        Assert.True(bytes.AsSpan().SequenceEqual(answer.Content.ToMemory().Span));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_client_that_waits_on_its_thread_is_answered(bool listens)
    {
        await using var entrance = await Open(listens, context => context.Response.WriteAsync("here"));
        using var message = Message(entrance, RequestMethod.Get);
        message.Pipeline.Send(message.Message, Cancel);
        Assert.Equal("here", message.Message.Response.Content.ToString());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_head_arrives_before_the_body_is_there(bool listens)
    {
        var isRead = new TaskCompletionSource();
        await using var entrance = await Open(listens, async context =>
        {
            await context.Response.WriteAsync("first ");
            await context.Response.Body.FlushAsync();
            await isRead.Task.WaitAsync(Guard);
            await context.Response.WriteAsync("second");
        });
        using var message = Message(entrance, RequestMethod.Get, streams: true);
        await message.SendAsync();
        isRead.SetResult();
        using var reader = new StreamReader(message.Message.Response.ContentStream!);
        Assert.Equal("first second", await reader.ReadToEndAsync(Cancel));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_connection_cut_before_an_answer_is_a_failed_request_without_status(bool listens)
    {
        await using var entrance = await Open(listens, context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        using var message = Message(entrance, RequestMethod.Post);
        var failed = await Assert.ThrowsAsync<RequestFailedException>(message.SendAsync);
        Assert.Equal(0, failed.Status);
        Assert.IsType<HttpRequestException>(failed.InnerException);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(true, false)]
    public async Task A_body_that_breaks_off_is_a_failed_read_and_is_asked_for_again(bool listens, bool isCut)
    {
        var asked = 0;
        // A socket that is reset loses what was not read yet.
        var hasHead = new TaskCompletionSource();
        await using var entrance = await Open(listens, async context =>
        {
            asked++;
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("only the beginning");
            await context.Response.Body.FlushAsync();
            await hasHead.Task.WaitAsync(Guard);
            // Else it ends, as if that were all.
            if (isCut)
                context.Abort();
        });
        using var streamed = Message(entrance, RequestMethod.Get, streams: true);
        await streamed.SendAsync();
        hasHead.SetResult();
        await Assert.ThrowsAnyAsync<IOException>(() => streamed.Message.Response.ContentStream!.CopyToAsync(Stream.Null, Cancel));
        using var buffered = Message(entrance, RequestMethod.Get, retries: 1);
        await Assert.ThrowsAsync<AggregateException>(buffered.SendAsync);
        Assert.Equal(3, asked);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_request_that_its_client_gives_up_ends_at_once_on_both_sides(bool listens)
    {
        var (arrived, gone) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var entrance = await Open(listens, async context =>
        {
            using var registration = context.RequestAborted.Register(gone.SetResult);
            arrived.SetResult();
            await gone.Task.WaitAsync(Guard);
        });
        using var client = new CancellationTokenSource();
        using var message = Message(entrance, RequestMethod.Get);
        var call = message.Pipeline.SendAsync(message.Message, client.Token).AsTask();
        await arrived.Task.WaitAsync(Guard, Cancel);
        await client.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await gone.Task.WaitAsync(Guard, Cancel);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_answer_that_is_not_read_to_its_end_was_answered_all_the_same(bool listens)
    {
        var (isLeft, ended) = (new TaskCompletionSource(), new TaskCompletionSource<bool>());
        await using var entrance = await Open(listens, async context =>
        {
            await context.Response.WriteAsync("first");
            await context.Response.Body.FlushAsync();
            await isLeft.Task.WaitAsync(Guard);
            await context.Response.WriteAsync("second");
            ended.SetResult(context.RequestAborted.IsCancellationRequested);
        });
        using (var message = Message(entrance, RequestMethod.Get, streams: true))
            await message.SendAsync();
        isLeft.SetResult();
        Assert.False(await ended.Task.WaitAsync(Guard, Cancel));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_head_has_the_length_of_the_body_and_no_body(bool listens)
    {
        await using var entrance = await Open(listens, context =>
        {
            context.Response.ContentLength = 4;
            return context.Response.WriteAsync("here");
        });
        using var message = Message(entrance, RequestMethod.Head);
        await message.SendAsync();
        Assert.Equal((4, 0), (message.Message.Response.Headers.ContentLength, message.Message.Response.Content.ToMemory().Length));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_header_that_http_does_not_carry_is_not_sent(bool listens)
    {
        await using var entrance = await Open(listens, context => context.Response.WriteAsync("here"));
        using var message = Message(entrance, RequestMethod.Get);
        message.Message.Request.Headers.SetValue("x-ms-meta-note", "größer");
        Assert.IsType<HttpRequestException>((await Assert.ThrowsAsync<RequestFailedException>(message.SendAsync)).InnerException);
    }

    private static Task<Entrance> Open(bool listens, RequestDelegate answer) =>
        Entrance.OpenAsync(answer, listens ? 0 : null, proxy: null, Cancel);

    private static Sending Message(Entrance entrance, RequestMethod method, bool streams = false, int retries = 0)
    {
        var options = new Options { Transport = entrance.CreateTransport() };
        options.Retry.MaxRetries = retries;
        options.Retry.Delay = TimeSpan.Zero;
        var pipeline = HttpPipelineBuilder.Build(options);
        var message = pipeline.CreateMessage();
        message.BufferResponse = !streams;
        message.Request.Method = method;
        message.Request.Uri.Reset(new Uri(Somewhere));
        return new(pipeline, message);
    }

    private sealed record Sending(HttpPipeline Pipeline, HttpMessage Message) : IDisposable
    {
        public Task SendAsync() => Pipeline.SendAsync(Message, Cancel).AsTask();

        public void Dispose() => Message.Dispose();
    }

    private sealed class Options : ClientOptions;
}
