using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Local.Cli;
using OpsFunctions.Simulator;
using OpsFunctions.Stages;
using OpsFunctions.Tests.FunctionsHost.Hosting;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Queues;

/// <summary>In simulated time: one message at a time, in an order that does not depend on how busy the machine is.</summary>
public sealed class QueueOrderTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Messages_of_one_moment_go_by_function_and_then_in_the_order_of_the_queue()
    {
        var (lines, _) = await RunAsync(azure =>
        {
            foreach (var text in new[] { "1", "2", "3" })
            {
                azure.Queues.Put(QueueApp.Account, "zebras", text);
                azure.Queues.Put(QueueApp.Account, "apes", text);
            }
        });
        string[] ofOneMoment = ["apes 1", "apes 2", "apes 3", "zebras 1", "zebras 2", "zebras 3"];
        Assert.Equal(ofOneMoment, lines.Take(6).Select(line => line.Split('@')[0]));
        Assert.All(lines.Take(6), line => Assert.EndsWith("@00:00:00", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_runs_are_alike_and_the_longest_idle_time_costs_no_call()
    {
        static void Put(SimulatedAzure azure)
        {
            for (var number = 0; number < 40; number++)
            {
                azure.Queues.Put(QueueApp.Account, number % 3 == 0 ? "apes" : "zebras", number % 7 == 0 ? "bad" : $"{number}");
            }
        }

        var (first, calls) = await RunAsync(Put);
        var (second, callsAgain) = await RunAsync(Put);
        Assert.Equal(first, second);
        Assert.Equal(calls, callsAgain);
        // Each is asked of a queue once for each batch, or once for each time that a failed message comes back.
        Assert.InRange(calls, 4, 60);
    }

    private static async Task<(IReadOnlyList<string> Lines, long Looks)> RunAsync(Action<SimulatedAzure> put)
    {
        var journal = new Journal();
        await using var azure = await SimulatedAzure.StartAsync(
            new SimulatedAzureOptions { Start = Start, Fleet = new FleetOptions { Machines = 1, Start = Start } }, TestHub.Cancellation);
        azure.Roles.Replace([new("Queues", "Everything with queues.", ["*"], [], ["*"], [], [RoleDefinition.Scopes])]);
        await using var app = await LocalApp.StartAsync(
            LocalApp.On(azure) with
            {
                Settings = new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["AzureWebJobsStorage:accountName"] = QueueApp.Account,
                    ["AzureWebJobsStorage:clientId"] = azure.ClientId,
                },
                Configure = builder =>
                {
                    builder.Services.AddSingleton(journal);
                    FunctionsOfTypes.Use(builder, [typeof(Zebras), typeof(Apes)]);
                },
            },
            TestHub.Cancellation);
        var time = new SimulatedTime(azure, app.Host);
        put(azure);
        await time.RunUntilAsync(Start.AddDays(30), _ => { }, TestHub.Cancellation);
        await app.StopAsync(TestHub.Cancellation);
        return (journal.Lines, azure.Calls.Of("Messages_Dequeue"));
    }

    // Real time that differs from call to call must not show.
    private static async Task HandleAsync(string text, string queue, Journal journal, TimeProvider time)
    {
        for (var turn = Environment.TickCount64 % 50; turn > 0; turn--)
        {
            await Task.Yield();
        }

        journal.Add($"{queue} {text}@{time.GetUtcNow():HH:mm:ss}");
        if (text == "bad")
        {
            throw new InvalidOperationException("no luck");
        }
    }

    private sealed class Zebras(Journal journal, TimeProvider time)
    {
        [Function("Zebras")]
        public Task Run([QueueTrigger("zebras")] string text) => HandleAsync(text, "zebras", journal, time);
    }

    private sealed class Apes(Journal journal, TimeProvider time)
    {
        [Function("Apes")]
        public Task Run([QueueTrigger("apes")] string text) => HandleAsync(text, "apes", journal, time);
    }
}
