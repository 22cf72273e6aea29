using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Functions.Http;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using Xunit;

namespace OpsFunctions.Tests.Functions;

/// <summary>The memory of used signatures, as two instances of the app have it on one storage.</summary>
public sealed class UsedSignaturesTests : IAsyncLifetime
{
    private SuiteHost _suite = null!;
    private UsedSignatures _one = null!;
    private UsedSignatures _other = null!;

    private DateTimeOffset Now => _suite.Azure.Time.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        _suite = await SuiteHost.StartAsync(new FleetOptions { Machines = 1 });
        var state = _suite.Services.GetRequiredService<StateStore>();
        (_one, _other) = (new(state, _suite.Azure.Time), new(state, _suite.Azure.Time));
    }

    public ValueTask DisposeAsync() => _suite.DisposeAsync();

    [Fact]
    public async Task A_signature_is_used_once_on_all_instances_until_it_is_too_old_to_be_taken()
    {
        var signed = new OnceSignature("a", [1], Now);

        Assert.Equal(SignatureUse.First, await _one.UseAsync(signed, default));
        _suite.Azure.Clock.AdvanceTo(Now + Signatures.Tolerance);
        Assert.Equal(SignatureUse.Again, await _other.UseAsync(signed, default));
        Assert.Equal(SignatureUse.Again, await _one.UseAsync(signed, default));
    }

    [Fact]
    public async Task Of_many_who_use_one_at_once_on_two_instances_one_is_first()
    {
        var signed = new OnceSignature("a", [1], Now);

        var uses = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => (n % 2 == 0 ? _one : _other).UseAsync(signed, default)));

        Assert.Single(uses, use => use == SignatureUse.First);
        Assert.Equal(19, uses.Count(use => use == SignatureUse.Again));
    }

    [Fact]
    public async Task A_signers_share_is_one_over_all_instances_and_no_other_signers()
    {
        for (var number = 0; number < UsedSignatures.Share; number++)
            Assert.Equal(SignatureUse.First, await (number % 2 == 0 ? _one : _other).UseAsync(Of(number), default));

        Assert.Equal(SignatureUse.Full, await _one.UseAsync(Of(-1), default));
        Assert.Equal(SignatureUse.Full, await _other.UseAsync(Of(-1), default));
        Assert.Equal(SignatureUse.Again, await _other.UseAsync(Of(7), default));
        Assert.Equal(SignatureUse.First, await _other.UseAsync(Of(-1) with { Signer = "b" }, default));
        Assert.Equal(SignatureUse.First, await _one.UseAsync(Of(-1) with { Moment = Now.AddMinutes(1) }, default));
    }

    private OnceSignature Of(int number) => new("a", BitConverter.GetBytes(number), Now);
}
