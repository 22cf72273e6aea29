using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Conformance;

/// <summary>What an orchestrator throws outside its task is its own failure, not that of the hub.</summary>
public abstract class EscapeRules(StoreKind kind)
{
    [Fact]
    public async Task An_exception_of_an_async_void_fails_only_its_instance()
    {
        await using var hub = await TestHub.StartAsync(kind, Tasks(() => new NotSupportedException("no")));
        var id = await hub.StartAsync("Main");
        var other = await hub.StartAsync("Other");
        await hub.IdleAsync();
        hub.Time.Advance(TimeSpan.FromHours(1));
        var ended = await hub.StateAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.EndsWith("System.NotSupportedException: no", ended.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.StateAsync(other)).RuntimeStatus);
    }

    [Fact]
    public async Task An_exception_that_breaks_the_turn_itself_fails_only_its_instance()
    {
        await using var hub = await TestHub.StartAsync(kind, Tasks(() => new MutedException()));
        var id = await hub.StartAsync("Main");
        var other = await hub.StartAsync("Other");
        await hub.IdleAsync();
        hub.Time.Advance(TimeSpan.FromHours(1));
        var ended = await hub.StateAsync(id);
        Assert.Equal((OrchestrationRuntimeStatus.Failed, "muted"), (ended.RuntimeStatus, ended.FailureDetails!.ErrorMessage));
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.StateAsync(other)).RuntimeStatus);
    }

    private static TestTasks Tasks(Func<Exception> make) => new TestTasks()
        .Orchestrator("Main", async context =>
        {
            ThrowLater(context, make);
            await context.WaitForExternalEvent<int>("Go");
        })
        .Orchestrator("Other", context => context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None));

#pragma warning disable VSTHRD100, MA0155, S3168, AsyncFixer03 // An async void is what is tested here.
    private static async void ThrowLater(TaskOrchestrationContext context, Func<Exception> make)
    {
        await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
        throw make();
    }
#pragma warning restore VSTHRD100, MA0155, S3168, AsyncFixer03

    /// <summary>Cannot even tell its message.</summary>
    private sealed class MutedException : Exception
    {
        public override string Message => throw new NotSupportedException("muted");
    }
}

public sealed class EscapeRulesInMemory() : EscapeRules(StoreKind.Memory);

public sealed class EscapeRulesOnSqlite() : EscapeRules(StoreKind.Sqlite);
