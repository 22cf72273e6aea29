using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Conformance;

/// <summary>
/// What an orchestrator throws outside its task harms nobody else. Officially nobody hears of it: the analyzer is what finds an async void.
/// </summary>
public abstract class EscapeRules(HubKind kind)
{
    [Fact]
    public async Task An_exception_of_an_async_void_is_lost_and_its_instance_goes_on()
    {
        await using var hub = await TestHub.StartAsync(kind, Tasks(() => new NotSupportedException("no")));
        var id = await hub.StartAsync("Main");
        var other = await hub.StartAsync("Other");
        await hub.IdleAsync();
        await hub.AdvanceAsync(kind.Hours(1));
        var ended = await hub.StateAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Running, ended.RuntimeStatus);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.StateAsync(other)).RuntimeStatus);
    }

    [Fact]
    public async Task An_exception_that_cannot_even_tell_its_message_fails_only_its_instance()
    {
        await using var hub = await TestHub.StartAsync(kind, new TestTasks()
            .Orchestrator("Main", (Func<TaskOrchestrationContext, Task>)(_ => throw new MutedException()))
            .Orchestrator("Other", context => context.CreateTimer(kind.Hours(1), CancellationToken.None)));
        var id = await hub.StartAsync("Main");
        var other = await hub.StartAsync("Other");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await hub.StateAsync(id)).RuntimeStatus);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.FinishAsync(other)).RuntimeStatus);
    }

    private TestTasks Tasks(Func<Exception> make) => new TestTasks()
        .Orchestrator("Main", async context =>
        {
            ThrowLater(context, make);
            await context.WaitForExternalEvent<int>("Go");
        })
        .Orchestrator("Other", context => context.CreateTimer(kind.Hours(1), CancellationToken.None));

#pragma warning disable VSTHRD100, MA0155, S3168, AsyncFixer03, AZFW0002 // An async void is what is tested here.
    private async void ThrowLater(TaskOrchestrationContext context, Func<Exception> make)
    {
        await context.CreateTimer(kind.Minutes(1), CancellationToken.None);
        throw make();
    }
#pragma warning restore VSTHRD100, MA0155, S3168, AsyncFixer03, AZFW0002

    /// <summary>Cannot even tell its message.</summary>
    private sealed class MutedException : Exception
    {
        public override string Message => throw new NotSupportedException("muted");
    }
}

public sealed class EscapeRulesInMemory() : EscapeRules(HubKind.Memory);

public sealed class EscapeRulesOnSqlite() : EscapeRules(HubKind.Sqlite);

/// <summary>The judge: the official engine, on the real clock.</summary>
public sealed class EscapeRulesOfficially() : EscapeRules(HubKind.Official);
