using OpsFunctions.Tests.Local.Access;
using Xunit;

namespace OpsFunctions.Tests.Local.Guard;

/// <summary>What may be sent to the kill switch over HTTP, and what not. One app for all: each throws it first.</summary>
public sealed class KillSwitchBodyTests(AccessSuite suite) : IClassFixture<AccessSuite>
{
    private const string Hard = """{"level":"HARD","reason":"stop everything"}""";

    [Theory]
    [InlineData("api/kill-switch?reason=over", null, "off")]
    [InlineData("api/kill-switch", """{"reason":"over"}""", "off")]
    [InlineData("api/kill-switch", null, "off")]
    [InlineData("api/kill-switch?to=soft", null, "soft")]
    public async Task It_is_lifted_to_off_or_to_soft(string path, string? body, string level)
    {
        await PutAsync(Hard);

        var lifted = await suite.SendAsync(HttpMethod.Delete, path, "bob", "Ops.Operator", body);

        Assert.Equal(level, lifted.Json.GetProperty("level").GetString());
        Assert.Equal(level, (await GetAsync()).Json.GetProperty("level").GetString());
    }

    [Theory]
    [InlineData("PUT", "")]
    [InlineData("PUT", "soft")]
    [InlineData("PUT", """{"level":"off","reason":"x"}""")]
    [InlineData("PUT", """{"level":"soft"}""")]
    [InlineData("PUT", """{"level":"hard","level":"soft","reason":"x"}""")]
    [InlineData("PUT", """{"level":"hard","Level":"soft","reason":"x"}""")]
    [InlineData("PUT", """{"level":"soft","reason":" "}""")]
    [InlineData("PUT", """{"level":1,"reason":"x"}""")]
    [InlineData("PUT", """{"levl":"soft","reason":"x"}""")]
    [InlineData("PUT", "null")]
    [InlineData("DELETE", "{")]
    [InlineData("DELETE", """{"level":"soft"}""")]
    public async Task A_body_that_says_something_else_is_told_what_to_send_and_changes_nothing(string method, string body)
    {
        await PutAsync(Hard);

        var refused = await suite.SendAsync(new HttpMethod(method), "api/kill-switch", "ann", "Ops.Operator", body);

        Assert.Equal(400, refused.Status);
        Assert.Contains("reason", refused.Text, StringComparison.Ordinal);
        Assert.Equal("hard", (await GetAsync()).Json.GetProperty("level").GetString());
    }

    private Task<Answered> GetAsync() => suite.SendAsync(HttpMethod.Get, "api/kill-switch", "ann", "Ops.Reader");

    private async Task PutAsync(string body)
    {
        var thrown = await suite.SendAsync(HttpMethod.Put, "api/kill-switch", "ann", "Ops.Operator", body);

        Assert.Equal(200, thrown.Status);
        Assert.Equal("hard", (await GetAsync()).Json.GetProperty("level").GetString());
    }
}
