using Azure.Core;
using Azure.Identity;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

public sealed class IdentityTests
{
    private const string Arm = "https://management.azure.com/subscriptions?api-version=2022-12-01";

    [Fact]
    public async Task The_real_managed_identity_credential_gets_a_token_that_is_taken()
    {
        await using var clients = await SimulatedClients.Start();
        var answer = await clients.Pipeline().Get(Arm);
        Assert.Equal(200, answer.Status);
        Assert.Equal(2, answer.Json().GetProperty("value").GetArrayLength());
    }

    [Fact]
    public async Task Two_simulators_in_one_process_take_only_their_own_tokens_even_in_parallel()
    {
        await using var one = await SimulatedClients.Start();
        await using var other = await SimulatedClients.Start();
        Assert.NotEqual(one.Azure.ClientId, other.Azure.ClientId, StringComparer.Ordinal);
        var pipelines = new[] { one.Pipeline(), other.Pipeline() };
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => pipelines[i % 2].Get(Arm)));
        Assert.All(answers, answer => Assert.Equal(200, answer.Status));

        var foreign = await one.Credential()
            .GetTokenAsync(new TokenRequestContext(["https://management.azure.com/.default"]), TestContext.Current.CancellationToken);
        var refused = await other.Anonymous().Send(RequestMethod.Get, Arm, null, ("Authorization", "Bearer " + foreign.Token));
        Assert.Equal(401, refused.Status);
        Assert.Equal("InvalidAuthenticationToken", refused.ErrorCode());
    }

    [Fact]
    public async Task A_missing_token_is_challenged_as_Azure_does()
    {
        await using var clients = await SimulatedClients.Start();
        var answer = await clients.Anonymous().Get(Arm);
        Assert.Equal(401, answer.Status);
        Assert.Equal("AuthenticationFailed", answer.ErrorCode());
        Assert.True(answer.Headers.TryGetValue("WWW-Authenticate", out var challenge));
        Assert.StartsWith(
            $"Bearer authorization_uri=\"https://login.windows.net/{clients.Azure.TenantId}\"", challenge, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_for_another_audience_is_refused()
    {
        await using var clients = await SimulatedClients.Start();
        var answer = await clients.Pipeline("https://storage.azure.com/.default").Get(Arm);
        Assert.Equal(401, answer.Status);
        Assert.Equal("InvalidAuthenticationTokenAudience", answer.ErrorCode());
    }

    [Fact]
    public async Task An_identity_that_does_not_exist_gets_no_token()
    {
        await using var clients = await SimulatedClients.Start();
        var unknown = clients.Credential("00000000-0000-0000-0000-000000000001");
        await Assert.ThrowsAnyAsync<AuthenticationFailedException>(async () =>
            await unknown.GetTokenAsync(
                new TokenRequestContext(["https://management.azure.com/.default"]), TestContext.Current.CancellationToken));
    }
}
