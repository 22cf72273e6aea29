using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker;

namespace OpsFunctions.Tests.FunctionsHost;

/// <summary>Orchestrators and activities of a test, as lambdas.</summary>
internal sealed class TestTasks
{
    private readonly List<Action<DurableTaskRegistry>> _tasks = [];

    public TestTasks Orchestrator(string name, Func<TaskOrchestrationContext, Task<object?>> run) => Orchestrator<object>(name, run);

    /// <typeparam name="TIn">What <c>GetInput</c> is asked for: the official engine reads the input once, as that.</typeparam>
    public TestTasks Orchestrator<TIn>(string name, Func<TaskOrchestrationContext, Task<object?>> run)
    {
        _tasks.Add(registry => registry.AddOrchestratorFunc<TIn?, object?>(name, (context, _) => run(context)));
        return this;
    }

    public TestTasks Orchestrator(string name, Func<TaskOrchestrationContext, Task> run) => Orchestrator<object>(name, run);

    public TestTasks Orchestrator<TIn>(string name, Func<TaskOrchestrationContext, Task> run) => Orchestrator<TIn>(name, async context =>
    {
        await run(context);
        return (object?)null;
    });

    public TestTasks Activity<TIn, TOut>(string name, Func<TIn?, TOut> run) =>
        Activity<TIn, TOut>(name, (input, _) => Task.FromResult(run(input)));

    public TestTasks Activity<TIn, TOut>(string name, Func<TIn?, CancellationToken, Task<TOut>> run)
    {
        _tasks.Add(registry => registry.AddActivityFunc<TIn?, TOut>(name, (_, input) => run(input, CancellationToken.None)));
        return this;
    }

    /// <summary>Those of another, too.</summary>
    public TestTasks With(TestTasks other)
    {
        var both = new TestTasks();
        both._tasks.AddRange([.. _tasks, .. other._tasks]);
        return both;
    }

    public void Register(DurableTaskRegistry registry) => _tasks.ForEach(task => task(registry));
}
