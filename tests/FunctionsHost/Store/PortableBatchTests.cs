using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Protobuf;
using OpsFunctions.FunctionsHost.Hub;
using OpsFunctions.FunctionsHost.Store;
using OpsFunctions.Orchestrations.Events;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Store;

/// <summary>
/// Ids and payloads stay within what other backends of Durable take. Every test that runs the app, and every rehearsal, runs it on a host
/// that stops where they do not.
/// </summary>
public sealed class PortableBatchTests
{
    private const int Megabyte = 1 << 20;

    [Theory]
    [InlineData("a", 100, true)]
    [InlineData("a", 101, false)]
    [InlineData("ä", 1, false)]
    [InlineData("\t", 1, false)]
    public void An_id_has_at_most_100_printable_ASCII_characters(string letter, int count, bool isTaken)
    {
        var batch = new StoreBatch();
        batch.Records.Add(new InstanceRecord(string.Concat(Enumerable.Repeat(letter, count)), "Main", "1"));

        Assert.Equal(isTaken, PortableBatch.Problem(batch) is null);
    }

    [Theory]
    [InlineData('a', Megabyte, true)]
    [InlineData('a', Megabyte + 1, false)]
    [InlineData('ä', (Megabyte / 2) + 1, false)]
    public void An_input_has_at_most_a_megabyte(char letter, int count, bool isTaken)
    {
        var batch = new StoreBatch();
        batch.Records.Add(new InstanceRecord("one", "Main", "1") { Input = new string(letter, count) });

        Assert.Equal(isTaken, PortableBatch.Problem(batch) is null);
    }

    [Theory]
    [InlineData(Megabyte - 1000, true)]
    [InlineData(Megabyte + 1, false)]
    public void An_event_has_at_most_a_megabyte(int count, bool isTaken)
    {
        var happened = new HistoryEvent { TaskCompleted = new TaskCompletedEvent { Result = new string('a', count) } };
        var (history, message) = (new StoreBatch(), new StoreBatch());
        history.Appends.Add(new HistoryAppend("one", 0, [happened]));
        message.NewMessages.Add(new Message(1, "one", happened));

        Assert.Equal(isTaken, PortableBatch.Problem(history) is null);
        Assert.Equal(isTaken, PortableBatch.Problem(message) is null);
    }

    [Fact]
    public async Task The_app_runs_on_a_host_that_stops_where_they_are_not()
    {
        await using var suite = await SuiteHost.StartAsync(new FleetOptions { Machines = 1 });

        await Assert.ThrowsAnyAsync<Exception>(() => suite.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(ForgetEventsOrchestrator), input: null, new StartOrchestrationOptions(new string('a', 101))));

        Assert.Contains("printable ASCII", await suite.Local.Fault.WaitAsync(TimeSpan.FromSeconds(30)), StringComparison.Ordinal);
    }
}
