using Azure;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

public sealed class OperationFaultTests
{
    private static readonly SimulatedAzureOptions Free = new() { EnforceThrottling = false };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_accepted_operation_fails_at_its_end_with_or_without_its_effect(bool withEffect)
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var machine = clients.Plain();
        clients.Azure.Faults.Add(new FaultRule
        {
            Operation = "VirtualMachines_Deallocate", Kind = FaultKind.FailOperation, Code = "InternalExecutionError",
            Message = "An internal execution error occurred.", AfterEffect = withEffect
        });
        var accepted = await clients.Pipeline().Post(machine, "deallocate");
        Assert.Equal(202, accepted.Status);
        var ended = await clients.Finish(accepted);
        Assert.Equal(("Failed", "InternalExecutionError"), (ended.Status(), ended.Code()));
        Assert.Equal(!withEffect, machine.IsRunning(clients.Azure.Time.GetUtcNow()));
        var read = (await clients.Pipeline().Act(Azure.Core.RequestMethod.Get, machine.Id)).Json();
        Assert.Equal("Failed", read.GetProperty("properties").GetProperty("provisioningState").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_resize_whose_answer_is_lost_has_begun_all_the_same(bool listens)
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free with { Listens = listens });
        var machine = clients.Plain();
        clients.Azure.Faults.Add(new FaultRule
        {
            Operation = "VirtualMachines_Update", Kind = FaultKind.AbortConnection, AfterEffect = true, Nth = 1
        });
        await Assert.ThrowsAsync<RequestFailedException>(() => clients.Pipeline().Resize(machine, "Standard_D2s_v5"));
        Assert.Equal("AnotherOperationInProgress", (await clients.Pipeline().Post(machine, "start")).ErrorCode());
        clients.Advance(180);
        Assert.Equal("Standard_D2s_v5", machine.SizeAt(clients.Azure.Time.GetUtcNow()).Name);
    }

    [Fact]
    public async Task By_chance_operations_are_refused_lost_and_fail_later_the_same_in_every_run()
    {
        var runs = new List<string>();
        for (var run = 0; run < 2; run++)
        {
            await using var clients = await SimulatedClients.Start(machines: 400, Free with { Faults = FaultLevel.High });
            var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
            foreach (var machine in run == 0 ? clients.Azure.Fleet.Machines : clients.Azure.Fleet.Machines.Reverse())
            {
                var outcome = await Outcome(clients, machine);
                outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            }
            runs.Add(string.Join(", ", outcomes));
        }
        Assert.Equal(runs[0], runs[1]);
        Assert.Contains("cut", runs[0]);
        Assert.Contains("Failed", runs[0]);
    }

    private static async Task<string> Outcome(SimulatedClients clients, Machine machine)
    {
        try
        {
            var answer = await clients.Pipeline().Post(machine, "deallocate");
            if (answer.Status != 202)
                return answer.Status.ToString();
            var operation = machine.Operations[^1];
            return operation.Error is null ? "Succeeded" : "Failed " + operation.Error.Code;
        }
        catch (RequestFailedException)
        {
            return machine.Operations.Count > 0 ? "cut after" : "cut before";
        }
    }
}
