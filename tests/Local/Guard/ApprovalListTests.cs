using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard.Approvals;
using OpsFunctions.Tests.Fixtures;
using Xunit;

namespace OpsFunctions.Tests.Local.Guard;

/// <summary>The list of approvals: in order before it is cut, counted, and whole where one of them is damaged.</summary>
public sealed class ApprovalListTests : IAsyncLifetime
{
    private ApprovalSuite _suite = null!;

    public async ValueTask InitializeAsync() => _suite = await ApprovalSuite.StartAsync();

    public ValueTask DisposeAsync() => _suite.DisposeAsync();

    [Fact]
    public async Task Of_419_open_ones_the_first_to_end_come_first_and_the_rest_is_counted_and_paged()
    {
        // Those that end first are asked first: of the 200 written last none would be among them.
        for (var number = 0; number < 419; number++)
            await AskAsync($"ask-{number:D3}", number + 1);

        var (first, total, next) = await PageAsync("api/approvals");
        var (second, _, _) = await PageAsync("api/approvals?page=2");
        var (third, _, last) = await PageAsync("api/approvals?page=3");

        Assert.Equal(Enumerable.Range(0, 200).Select(number => $"ask-{number:D3}"), first);
        Assert.Equal(Enumerable.Range(0, 419).Select(number => $"ask-{number:D3}"), [.. first, .. second, .. third]);
        Assert.Equal(("419", "</api/approvals?page=2>; rel=\"next\"", (string?)null), (total, next, last));
        Assert.Empty((await PageAsync("api/approvals?page=4")).Ids);
    }

    [Fact]
    public async Task With_all_the_decided_ones_come_behind_the_open_ones_on_whatever_page()
    {
        for (var number = 0; number < 150; number++)
        {
            await AskAsync($"open-{number:D3}", number + 1);
            await AskAsync($"past-{number:D3}", number + 1);
            await _suite.Store.CloseAsync($"past-{number:D3}", SuiteHost.Start, default);
        }

        var (first, total, next) = await PageAsync("api/approvals?all=true");
        var (second, _, last) = await PageAsync("api/approvals?all=true&page=2");

        Assert.Equal(Enumerable.Range(0, 150).Select(number => $"open-{number:D3}"), first.Take(150));
        Assert.Equal(300, first.Concat(second).Distinct().Count());
        Assert.Equal(("300", "</api/approvals?page=2&all=true>; rel=\"next\"", (string?)null), (total, next, last));
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("")]
    public async Task One_that_is_damaged_is_listed_by_its_document_and_hides_no_other(string content)
    {
        await AskAsync("good-1", 1);
        await AskAsync("damaged", 2);
        await AskAsync("good-2", 3);
        await WriteAsync("guard/approvals/damaged.json.gz", content);

        var (ids, total, _) = await PageAsync("api/approvals");
        var listed = (await _suite.GetAsync("api/approvals")).Json[0];

        Assert.Equal(["damaged", "good-1", "good-2"], ids);
        Assert.Equal("3", total);
        Assert.Equal("state/guard/approvals/damaged.json.gz", listed.GetProperty("document").GetString());
        Assert.Contains("delete the blob", listed.GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.Equal(200, (await _suite.AnswerAsync("bob", "approve", id: "good-1")).Status);
    }

    [Fact]
    public async Task One_that_is_damaged_is_not_answered_and_says_how_to_mend_it()
    {
        await AskAsync("damaged", 2);
        await WriteAsync("guard/approvals/damaged.json.gz", "garbage");

        var (read, answered) = (await _suite.GetAsync("api/approvals/damaged"), await _suite.AnswerAsync("bob", "approve", id: "damaged"));

        Assert.Equal((409, 409), (read.Status, answered.Status));
        Assert.Contains("delete the blob", answered.Text, StringComparison.Ordinal);
    }

    // Restored from a copy under a wrong name: its answer would count for another.
    [Fact]
    public async Task One_under_anothers_name_counts_as_damaged()
    {
        await AskAsync("first", 1);
        await AskAsync("second", 2);
        var state = _suite.Host.Services.GetRequiredService<AzureClients>().Blobs.GetBlobContainerClient("state");
        var copy = (await state.GetBlobClient("guard/approvals/first.json.gz").DownloadContentAsync()).Value.Content;
        await state.GetBlobClient("guard/approvals/second.json.gz").UploadAsync(copy, overwrite: true);

        Assert.Equal(["second", "first"], (await PageAsync("api/approvals")).Ids);
        Assert.Equal(409, (await _suite.AnswerAsync("bob", "approve", id: "second")).Status);
    }

    [Theory]
    [InlineData("guard/approvals-open/without-a-document.json.gz")]
    [InlineData("guard/approvals-open/NOT AN ID.json.gz")]
    [InlineData("guard/approvals/NOT AN ID.json.gz")]
    public async Task A_name_that_somebody_left_there_hides_no_other(string blob)
    {
        await AskAsync("good", 1);
        await WriteAsync(blob, "x");

        Assert.Contains("good", (await PageAsync("api/approvals")).Ids);
        Assert.Contains("good", (await PageAsync("api/approvals?all=true")).Ids);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("one")]
    [InlineData("99999999999")]
    public async Task A_page_that_cannot_be_is_refused(string page) =>
        Assert.Equal(400, (await _suite.GetAsync($"api/approvals?page={page}")).Status);

    [Fact]
    public async Task What_a_newer_run_asks_anew_closes_the_older_which_is_a_no_for_its_run_also_of_an_objection()
    {
        var older = ApprovalSuite.Question(ApprovalKind.Objection, id: "older", instance: "older") with { Topic = "change /vm/a" };
        await _suite.AskAsync(older);
        var newer = older with { Id = "newer", InstanceId = "newer", AskedAt = SuiteHost.Start.AddHours(
            1), Deadline = SuiteHost.Start.AddHours(30) };

        await _suite.AskAsync(newer);

        Assert.Equal(["newer"], (await PageAsync("api/approvals")).Ids);
        Assert.Equal(ApprovalOutcome.Superseded, (await _suite.ResultAsync("older")).Outcome);
        Assert.Equal(409, (await _suite.AnswerAsync("bob", "reject", id: "older")).Status);
        Assert.Equal(ApprovalOutcome.Approved, (await _suite.ResultAsync("newer")).Outcome);
    }

    [Fact]
    public async Task A_late_repetition_of_the_older_does_not_close_the_newer()
    {
        var older = ApprovalSuite.Question(id: "older") with { Topic = "t" };
        var newer = older with { Id = "newer", AskedAt = SuiteHost.Start.AddHours(1) };
        await _suite.Store.AskAsync(older, default);
        await _suite.Store.AskAsync(newer, default);

        Assert.Equal("newer", (await _suite.Store.AskAsync(older, default)).SupersededBy);
        Assert.Equal(["newer"], (await PageAsync("api/approvals")).Ids);
    }

    [Theory]
    [InlineData("another topic")]
    [InlineData(null)]
    public async Task A_question_of_another_topic_or_of_none_closes_nothing(string? topic)
    {
        await _suite.Store.AskAsync(ApprovalSuite.Question(id: "older") with { Topic = "t" }, default);
        await _suite.Store.AskAsync(
            ApprovalSuite.Question(id: "newer") with { Topic = topic, AskedAt = SuiteHost.Start.AddHours(1) }, default);

        Assert.Equal(2, (await PageAsync("api/approvals")).Ids.Count);
    }

    [Fact]
    public async Task What_was_answered_is_not_closed_by_what_is_asked_later()
    {
        await _suite.Store.AskAsync(ApprovalSuite.Question(id: "older") with { Topic = "t" }, default);
        await _suite.AnswerAsync("bob", "approve", id: "older");
        await _suite.Store.AskAsync(
            ApprovalSuite.Question(id: "newer") with { Topic = "t", AskedAt = SuiteHost.Start.AddHours(1) }, default);

        Assert.Equal("approved", (await _suite.GetAsync("api/approvals/older")).Json.GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task A_damaged_memory_of_a_topic_stops_no_question()
    {
        await _suite.Store.AskAsync(ApprovalSuite.Question(id: "older") with { Topic = "t" }, default);
        var state = _suite.Host.Services.GetRequiredService<AzureClients>().Blobs.GetBlobContainerClient("state");
        await foreach (
            var blob in state.GetBlobsAsync(
                Azure.Storage.Blobs.Models.BlobTraits.None, Azure.Storage.Blobs.Models.BlobStates.None, "guard/approvals-topics/", default))
            await WriteAsync(blob.Name, "garbage");

        await _suite.Store.AskAsync(
            ApprovalSuite.Question(id: "newer") with { Topic = "t", AskedAt = SuiteHost.Start.AddHours(1) }, default);
        await _suite.Store.AskAsync(
            ApprovalSuite.Question(id: "newest") with { Topic = "t", AskedAt = SuiteHost.Start.AddHours(2) }, default);

        Assert.Equal(["newest", "older"], (await PageAsync("api/approvals")).Ids.Order(StringComparer.Ordinal));
    }

    private Task AskAsync(string id, int minutes) =>
        _suite.Store.AskAsync(ApprovalSuite.Question(id: id) with { Deadline = SuiteHost.Start.AddMinutes(minutes) }, default);

    private async Task WriteAsync(string blob, string content) => await _suite.Host.Services.GetRequiredService<AzureClients>().Blobs
        .GetBlobContainerClient("state").GetBlobClient(blob).UploadAsync(BinaryData.FromString(content), overwrite: true);

    private async Task<(IReadOnlyList<string> Ids, string? Total, string? Next)> PageAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new("Bearer", _suite.Http.Token("Ops.Reader"));
        using var answer = await _suite.Http.Http.SendAsync(request);
        Assert.Equal(200, (int)answer.StatusCode);
        using var list = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return (
            [.. list.RootElement.EnumerateArray().Select(one => one.GetProperty("id").GetString()!)],
            answer.Headers.GetValues("x-ops-total").Single(),
            answer.Headers.TryGetValues("Link", out var links) ? links.Single() : null);
    }
}
