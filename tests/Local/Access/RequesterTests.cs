using System.Text.Json;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Guard.Approvals;
using OpsFunctions.Tests.Fixtures;
using OpsFunctions.Tests.Local.Guard;
using Xunit;

namespace OpsFunctions.Tests.Local.Access;

/// <summary>Who asked is on record, and may not approve.</summary>
public sealed class RequesterTests : IAsyncLifetime
{
    private ApprovalSuite _suite = null!;

    public async ValueTask InitializeAsync() => _suite = await ApprovalSuite.StartAsync();

    public ValueTask DisposeAsync() => _suite.DisposeAsync();

    [Theory]
    [InlineData("api/runs/rightsizing", null)]
    [InlineData("api/runs/rightsizing", "monday")]
    [InlineData("api/runs/snapshots", null)]
    [InlineData("api/runs/snapshots?retention=true", "monday")]
    public async Task Two_who_ask_in_one_second_or_with_one_key_have_a_run_each(string path, string? key)
    {
        var (ann, bob) = (await StartAsync("ann", path, key), await StartAsync("bob", path, key));

        Assert.NotEqual(ann, bob);
        Assert.Equal(ann, await StartAsync("ann", path, key));
        foreach (var (id, person) in ((string, string)[])[(ann, "ann"), (bob, "bob")])
            Assert.Equal(AccessSuite.PersonOf(person), (await _suite.Host.Client
                .GetInstanceAsync(id, true))!.ReadInputAs<RunInput>()!.RequestedBy);
    }

    [Fact]
    public async Task A_question_that_takes_the_place_of_another_is_of_both_who_asked()
    {
        var first = ApprovalSuite.Question(id: "resize-first", instance: "first") with { Topic = "change /vm/a" };
        var second = first with { Id = "resize-second", InstanceId = "second", RequestedBy = AccessSuite.PersonOf("bob") };
        await _suite.Store.AskAsync(first, default);

        await _suite.Store.AskAsync(second, default);

        Assert.Equal(403, (await _suite.AnswerAsync("ann", "approve", id: second.Id)).Status);
        Assert.Equal(403, (await _suite.AnswerAsync("bob", "approve", id: second.Id)).Status);
        Assert.Contains("asked anew", (await _suite.AnswerAsync("eve", "approve", id: first.Id)).Text, StringComparison.Ordinal);
        Assert.Equal(200, (await _suite.AnswerAsync("eve", "approve", id: second.Id)).Status);
    }

    // Both runs ask at the same moment, in whatever order their questions arrive.
    [Theory]
    [InlineData("resize-a", "resize-b")]
    [InlineData("resize-b", "resize-a")]
    public async Task Of_two_that_ask_at_one_moment_one_stays_open_and_is_of_both(string early, string late)
    {
        var question = ApprovalSuite.Question() with { Topic = "change /vm/a" };
        await _suite.Store.AskAsync(question with { Id = early, RequestedBy = AccessSuite.PersonOf("ann") }, default);
        await _suite.Store.AskAsync(question with { Id = late, RequestedBy = AccessSuite.PersonOf("bob") }, default);

        var open = Assert.Single(await _suite.Store.ListAsync(all: false, SuiteHost.Start, default));
        Assert.Equal("resize-b", open.Request.Id);
        Assert.Equal(
            [AccessSuite.PersonOf("ann"), AccessSuite.PersonOf("bob")], ApprovalPolicy.Requesters(open).Order(StringComparer.Ordinal));
    }

    private async Task<string> StartAsync(string person, string path, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        var token = new OpsFunctions.Simulator.UserToken
        {
            Audience = SuiteHost.Audience, Roles = ["Ops.Operator"], ObjectId = AccessSuite.PersonOf(person)["entra:".Length..],
        };
        request.Headers.Authorization = new("Bearer", _suite.Azure.Entra.Issue(token));
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using var answer = await _suite.Http.Http.SendAsync(request);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString()!;
    }
}
