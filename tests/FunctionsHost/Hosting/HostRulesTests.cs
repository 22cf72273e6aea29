using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.FunctionsHost;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Hosting;

public sealed class HostRulesTests
{
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task An_activity_beyond_the_function_timeout_is_cancelled_and_fails()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, """{ "version": "2.0", "functionTimeout": "00:05:00" }""");
        await using var host = await TestHost.StartAsync([typeof(Endless)], options: new() { HostJsonPath = file });
        var id = await host.Local.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Endless.Root));
        await Endless.Running.Task.WaitAsync(Guard);
        host.Time.Advance(TimeSpan.FromMinutes(5));
        var ended = await host.Local.Client.WaitForInstanceCompletionAsync(id, true).WaitAsync(Guard);
        Assert.Contains(
            "Timeout value of 00:05:00 exceeded by function 'Hang'", ended.FailureDetails!.InnerFailure!.ErrorMessage,
            StringComparison.Ordinal);
        await host.IdleAsync();
        Assert.Equal(["cancelled"], host.Journal);
    }

    [Fact]
    public async Task A_graceful_stop_lets_a_running_activity_end_and_keeps_its_result()
    {
        var folder = Directory.CreateTempSubdirectory("stop").FullName;
        var options = new LocalHostOptions { StorePath = Path.Combine(folder, "hub.db") };
        string id;
        await using (var host = await TestHost.StartAsync([typeof(Finishing)], options: options))
        {
            id = await host.Local.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Finishing.Root));
            await Finishing.Running.Task.WaitAsync(Guard);
            var stop = host.StopAsync();
            Assert.False(stop.IsCompleted);
            Finishing.MayEnd.SetResult();
            await stop.WaitAsync(Guard);
        }

        await using (var host = await TestHost.StartAsync([typeof(Finishing)], options: options))
        {
            Assert.Equal(
                "done", (await host.Local.Client.WaitForInstanceCompletionAsync(id, true).WaitAsync(Guard)).ReadOutputAs<string>());
            Assert.Empty(host.Journal);
        }

        Directory.Delete(folder, true);
    }

    [Fact]
    public async Task An_activity_that_outlasts_the_grace_period_is_cancelled_and_runs_again_after_the_restart()
    {
        var folder = Directory.CreateTempSubdirectory("grace").FullName;
        var options = new LocalHostOptions { StorePath = Path.Combine(folder, "hub.db"), GracePeriod = TimeSpan.FromSeconds(30) };
        string id;
        await using (var host = await TestHost.StartAsync([typeof(Stubborn)], options: options))
        {
            id = await host.Local.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Stubborn.Root));
            await Stubborn.Running.Task.WaitAsync(Guard);
            var stop = host.StopAsync();
            host.Time.Advance(TimeSpan.FromSeconds(30));
            await stop.WaitAsync(Guard);
        }

        await using (var host = await TestHost.StartAsync([typeof(Stubborn)], options: options))
        {
            Assert.Equal(2, (await host.Local.Client.WaitForInstanceCompletionAsync(id, true).WaitAsync(Guard)).ReadOutputAs<int>());
        }

        Directory.Delete(folder, true);
    }

    [Fact]
    public async Task What_an_aborted_activity_makes_of_it_is_no_result()
    {
        var folder = Directory.CreateTempSubdirectory("abort").FullName;
        var options = new LocalHostOptions { StorePath = Path.Combine(folder, "hub.db"), GracePeriod = TimeSpan.FromSeconds(30) };
        string id;
        await using (var host = await TestHost.StartAsync([typeof(Confused)], options: options))
        {
            id = await host.Local.Client.ScheduleNewOrchestrationInstanceAsync("Confused.Root");
            await Confused.Running.Task.WaitAsync(Guard);
            var stop = host.StopAsync();
            host.Time.Advance(TimeSpan.FromSeconds(30));
            await stop.WaitAsync(Guard);
        }

        await using (var host = await TestHost.StartAsync([typeof(Confused)], options: options))
        {
            Assert.Equal(
                "second", (await host.Local.Client.WaitForInstanceCompletionAsync(id, true).WaitAsync(Guard)).ReadOutputAs<string>());
        }

        Directory.Delete(folder, true);
    }

    [Fact]
    public async Task A_function_past_its_time_out_keeps_its_place_until_it_has_ended()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, """{ "version": "2.0", "functionTimeout": "00:05:00" }""");
        await using var host = await TestHost.StartAsync([typeof(Deaf)], options: new() { HostJsonPath = file });
        var id = await host.Local.Client.ScheduleNewOrchestrationInstanceAsync("Deaf.Root");
        await Deaf.Running.Task.WaitAsync(Guard);

        host.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.True(host.Local.Work.InFlight > 0);
        Assert.False((await host.Local.Client.GetInstanceAsync(id))!.IsCompleted);

        Deaf.MayEnd.SetResult();
        Assert.Equal(
            OrchestrationRuntimeStatus.Failed,
            (await host.Local.Client.WaitForInstanceCompletionAsync(id, true).WaitAsync(Guard)).RuntimeStatus);
    }

    [Fact]
    public async Task Every_invocation_has_a_scope_of_its_own()
    {
        await using var host = await TestHost.StartAsync([typeof(Scoped)], configure: b => b.Services.AddScoped<object>());
        var id = await host.Local.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Scoped.Twice));
        Assert.True((await host.Local.Client.WaitForInstanceCompletionAsync(id, true).WaitAsync(Guard)).ReadOutputAs<bool>());
    }

    [Fact]
    public async Task Two_functions_of_one_name_stop_the_start()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => TestHost.StartAsync([typeof(Scoped), typeof(SameName)]));
        Assert.Contains("declared more than once", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_without_a_trigger_stops_the_start()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => TestHost.StartAsync([typeof(NoTrigger)]));
        Assert.Contains("exactly one trigger", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_host_json_stops_the_start_and_is_named()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, """{ "functionTimeout": "soon" }""");
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => TestHost.StartAsync([typeof(Scoped)], options: new()
        {
            HostJsonPath = file
        }));
        Assert.Contains(file, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_meter_reads_zero_only_when_nothing_is_left_to_do()
    {
        await using var host = await TestHost.StartAsync([typeof(Chain)]);
        for (var round = 0; round < 50; round++)
        {
            var id = await host.Local.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Chain.Long));
            await host.IdleAsync();
            Assert.Equal(OrchestrationRuntimeStatus.Completed, (await host.Local.Client.GetInstanceAsync(id))!.RuntimeStatus);
        }
    }

    private sealed class Endless(Journal journal)
    {
        public static TaskCompletionSource Running { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        [Function(nameof(Root))]
        public static Task Root([OrchestrationTrigger] TaskOrchestrationContext context) => context.CallActivityAsync("Hang");

        [Function("Hang")]
        public async Task Hang([ActivityTrigger] string? input, CancellationToken stop)
        {
            var cancelled = new TaskCompletionSource();
            await using var registered = stop.Register(cancelled.SetResult);
            Running.SetResult();
            await cancelled.Task;
            journal.Add(input ?? "cancelled");
        }
    }

    private sealed class Confused
    {
        private static int _runs;

        public static TaskCompletionSource Running { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        [Function("Confused.Root")]
        public static Task<string> Root([OrchestrationTrigger] TaskOrchestrationContext context) =>
            context.CallActivityAsync<string>("Confused.Act");

        [Function("Confused.Act")]
        public static async Task<string> Act([ActivityTrigger] string? input, CancellationToken stop)
        {
            if (Interlocked.Increment(ref _runs) > 1)
                return "second";
            var cancelled = new TaskCompletionSource();
            await using var registered = stop.Register(cancelled.SetResult);
            Running.SetResult();
            await cancelled.Task;
            throw new IOException("the connection broke");
        }
    }

    private sealed class Deaf
    {
        public static TaskCompletionSource Running { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public static TaskCompletionSource MayEnd { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        [Function("Deaf.Root")]
        public static Task Root([OrchestrationTrigger] TaskOrchestrationContext context) => context.CallActivityAsync("Deaf.Act");

        [Function("Deaf.Act")]
        public static Task Act([ActivityTrigger] string? input)
        {
            Running.SetResult();
            return MayEnd.Task;
        }
    }

    private sealed class Finishing
    {
        public static TaskCompletionSource Running { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public static TaskCompletionSource MayEnd { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        [Function(nameof(Root))]
        public static Task<string> Root([OrchestrationTrigger] TaskOrchestrationContext context) =>
            context.CallActivityAsync<string>("Finish");

        [Function("Finish")]
        public static async Task<string> Finish([ActivityTrigger] string? input)
        {
            Running.SetResult();
            await MayEnd.Task;
            return input ?? "done";
        }
    }

    private sealed class Stubborn
    {
        private static int _runs;

        public static TaskCompletionSource Running { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        [Function(nameof(Root))]
        public static Task<int> Root([OrchestrationTrigger] TaskOrchestrationContext context) => context.CallActivityAsync<int>("Stay");

        [Function("Stay")]
        public static async Task<int> Stay([ActivityTrigger] FunctionContext context)
        {
            if (++_runs == 1)
            {
                Running.SetResult();
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
            }

            return _runs;
        }
    }

    private sealed class Scoped(object scoped)
    {
        private static readonly System.Collections.Concurrent.ConcurrentBag<object> Seen = [];

        [Function(nameof(Twice))]
        public static async Task<bool> Twice([OrchestrationTrigger] TaskOrchestrationContext context) =>
            await context.CallActivityAsync<int>("Look") + await context.CallActivityAsync<int>("Look") == 3;

        [Function("Look")]
        public int Look([ActivityTrigger] string? input, FunctionContext context)
        {
            if (input is null && ReferenceEquals(context.InstanceServices.GetRequiredService<object>(), scoped))
            {
                Seen.Add(scoped);
            }

            return Seen.Distinct(ReferenceEqualityComparer.Instance).Count();
        }
    }

    private sealed class SameName
    {
        [Function("LOOK")]
        public static int Look([ActivityTrigger] string? input) => input is null ? 1 : 2;
    }

    private sealed class NoTrigger
    {
        [Function("None")]
        public static int None(int n) => n;
    }

    private sealed class Chain
    {
        [Function(nameof(Long))]
        public static async Task<int> Long([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            var sum = 0;
            for (var i = 0; i < 5; i++)
            {
                sum += await context.CallSubOrchestratorAsync<int>("Short", i);
            }

            return sum;
        }

        [Function("Short")]
        public static Task<int> Short([OrchestrationTrigger] TaskOrchestrationContext context, int n) =>
            context.CallActivityAsync<int>("Step", n);

        [Function("Step")]
        public static async Task<int> Step([ActivityTrigger] int n)
        {
            await Task.Yield();
            return n;
        }
    }
}
