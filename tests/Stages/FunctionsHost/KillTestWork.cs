using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace OpsFunctions.Stages.FunctionsHost;

/// <summary>
/// What is killed: fan-out, retries, timers, events, sub-orchestrations and continue-as-new. Results depend on the number of the instance
/// alone, and every event that is lost or read twice shows in them.
/// </summary>
internal static class KillTestWork
{
    public const int Instances = 200;

    private static readonly TaskOptions Patient = new(new RetryPolicy(100, TimeSpan.FromMilliseconds(5)));

    public static string IdOf(int round, int n) => string.Create(CultureInfo.InvariantCulture, $"r{round}-{n:000}");

    [Function(nameof(Mixed))]
    public static async Task<string> Mixed([OrchestrationTrigger] TaskOrchestrationContext context, int n)
    {
        var squares = await Task.WhenAll(Enumerable.Range(n, 6).Select(i => context.CallActivityAsync<int>(nameof(Flaky), i, Patient)));
        var reader = context.CallSubOrchestratorAsync<string>(
            nameof(Reader), "", new TaskOptions().WithInstanceId(context.InstanceId + "-reader"));
        var writer = context.CallSubOrchestratorAsync<int>(nameof(Writer), context.InstanceId + "-reader");
        await context.CreateTimer(TimeSpan.FromMilliseconds(10 + (n % 40)), CancellationToken.None);
        var child = await context.CallSubOrchestratorAsync<int>(nameof(Child), n);
        return $"{string.Join(' ', squares)} | {await reader} | {await writer} | {child}";
    }

    /// <summary>Reads one event a generation, so unread ones travel from generation to generation.</summary>
    [Function(nameof(Reader))]
    public static async Task<string> Reader([OrchestrationTrigger] TaskOrchestrationContext context, string soFar)
    {
        var read = soFar + await context.WaitForExternalEvent<int>("number");
        if (read.Length < 8)
        {
            context.ContinueAsNew(read);
        }

        return read;
    }

    [Function(nameof(Writer))]
    public static async Task<int> Writer([OrchestrationTrigger] TaskOrchestrationContext context, string reader)
    {
        for (var i = 0; i < 8; i++)
        {
            context.SendEvent(reader, "Number", i);
            if (i % 3 == 0)
            {
                await context.CreateTimer(TimeSpan.FromMilliseconds(5), CancellationToken.None);
            }
        }

        return 8;
    }

    [Function(nameof(Child))]
    public static async Task<int> Child([OrchestrationTrigger] TaskOrchestrationContext context, int n)
    {
        var sum = 0;
        for (var i = 0; i < 4; i++)
        {
            sum += await context.CallActivityAsync<int>(nameof(Flaky), n + i, Patient);
        }

        return sum;
    }

    [Function(nameof(Flaky))]
    public static async Task<int> Flaky([ActivityTrigger] int n)
    {
        await Task.Yield();
        return Environment.TickCount64 % 5 == 0 ? throw new IOException("try again") : n * n;
    }
}
