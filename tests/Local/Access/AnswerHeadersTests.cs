using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using OpsFunctions.Functions.Http;
using OpsFunctions.Orchestrations.Arm;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace OpsFunctions.Tests.Local.Access;

/// <summary>What every answer of the app tells a browser.</summary>
public sealed partial class AnswerHeadersTests : IAsyncLifetime
{
    private AccessSuite _suite = null!;

    public async ValueTask InitializeAsync() => _suite = await AccessSuite.StartAsync();

    public ValueTask DisposeAsync() => _suite.DisposeAsync();

    [Theory]
    [InlineData("GET", "api/health", 200)]
    [InlineData("GET", "api/runs", 200)]
    [InlineData("GET", "api/runs/never", 404)]
    [InlineData("PUT", "api/kill-switch", 400)]
    [InlineData("POST", "api/approvals/never", 403)]
    [InlineData("GET", "api/nowhere", 404)]
    public async Task Every_answer_is_kept_by_nobody_guessed_by_nobody_and_shown_in_no_frame(string method, string path, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add(AccessKeys.Header, status == 403 ? AccessSuite.ReaderKey : AccessSuite.OperatorKey);
        using var answer = await _suite.Http.SendAsync(request);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.True(answer.Headers.CacheControl!.NoStore);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_may_run_its_own_style_and_script_by_their_hashes_and_nothing_else()
    {
        var (policy, page) = await ReportAsync();

        var (style, script) = (StyleOf().Match(page).Groups["text"].Value, ScriptOf().Matches(page)[^1].Groups["text"].Value);
        Assert.Equal(
            $"default-src 'none'; style-src '{HashOf(style)}'; script-src '{HashOf(script)}'; "
            + "frame-ancestors 'none'; base-uri 'none'; form-action 'none'", policy);
        Assert.Contains($"script-src '{HashOf(script)}'", page, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-inline", page, StringComparison.Ordinal);
        // Neither would run any more.
        Assert.DoesNotMatch("<[^>]+ (style|on[a-z]+)=", page);
    }

    // Written by an earlier version: its own hashes hold. Written before there were hashes, or not by the suite: it may run nothing.
    [Theory]
    [InlineData(
        "style-src 'sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='; script-src 'sha256-BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB='\"", "script-src 'sha256-BBBB")]
    [InlineData("style-src 'unsafe-inline'; script-src 'unsafe-inline'\"", "default-src 'none'; frame-ancestors")]
    [InlineData("style-src 'sha256-AAAA'; script-src 'sha256-x' https://evil.example\"", "default-src 'none'; frame-ancestors")]
    [InlineData("", "default-src 'none'; frame-ancestors")]
    public async Task A_page_in_storage_may_run_what_it_names_at_its_head_by_hash(string policy, string expected)
    {
        var reports = _suite.Host.Services.GetRequiredService<AzureClients>().Blobs.GetBlobContainerClient("reports");
        await reports.CreateIfNotExistsAsync();
        var page = $"<!doctype html><meta content=\"default-src 'none'; {policy}><script>alert(1)</script>";
        await reports.GetBlobClient("rightsizing/rightsizing-old.html").UploadAsync(BinaryData.FromString(page), overwrite: true);

        using var request = new HttpRequestMessage(HttpMethod.Get, "api/reports/rightsizing/rightsizing-old.html");
        request.Headers.Add(AccessKeys.Header, AccessSuite.ReaderKey);
        using var answer = await _suite.Http.SendAsync(request);

        Assert.Equal(page, await answer.Content.ReadAsStringAsync());
        Assert.Contains(expected, Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.DoesNotContain("evil", answer.Headers.ToString(), StringComparison.Ordinal);
    }

    private async Task<(string Policy, string Page)> ReportAsync()
    {
        using var start = new HttpRequestMessage(HttpMethod.Post, "api/runs/rightsizing");
        start.Headers.Add(AccessKeys.Header, AccessSuite.OperatorKey);
        using var started = await _suite.Http.SendAsync(start);
        var id = started.Headers.Location!.ToString().Split('/')[^1];
        await _suite.Host.CompletedAsync(id);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"api/reports/rightsizing/{id}.html");
        request.Headers.Add(AccessKeys.Header, AccessSuite.ReaderKey);
        using var answer = await _suite.Http.SendAsync(request);
        return (answer.Headers.GetValues("Content-Security-Policy").Single(), await answer.Content.ReadAsStringAsync());
    }

    private static string HashOf(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    [GeneratedRegex("<style>(?<text>.*?)</style>", RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex StyleOf();

    [GeneratedRegex("<script>(?<text>.*?)</script>", RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex ScriptOf();
}
