using Azure;
using Azure.Core;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using Azure.ResourceManager.Resources;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Arm.Wire;
using Xunit;

namespace OpsFunctions.Tests.Arm.Wire;

/// <summary>No change leaves without a permit, whichever library sends it.</summary>
public sealed class UnpermittedChangeTests
{
    private const string Snapshot = ScriptedWire.Group + "/providers/Microsoft.Compute/snapshots/s";

    private static readonly Dictionary<string, Func<ScriptedWire, Task>> Changes = new(StringComparer.Ordinal)
    {
        ["deallocate"] = wire => wire.Machine.DeallocateAsync(WaitUntil.Started),
        ["deallocate, synchronous"] = wire => Task.Run(() => wire.Machine.Deallocate(WaitUntil.Started)),
        ["start"] = wire => wire.Machine.PowerOnAsync(WaitUntil.Started),
        ["power off"] = wire => wire.Machine.PowerOffAsync(WaitUntil.Started),
        ["restart"] = wire => wire.Machine.RestartAsync(WaitUntil.Started),
        ["delete"] = wire => wire.Machine.DeleteAsync(WaitUntil.Started),
        ["resize"] = wire => wire.Machine.UpdateAsync(WaitUntil.Started, new VirtualMachinePatch()),
        ["run command"] = wire => wire.Machine.RunCommandAsync(WaitUntil.Started, new RunCommandInput("RunShellScript")),
        ["boot diagnostics"] = wire => wire.Machine.RetrieveBootDiagnosticsDataAsync(),
        ["access to a snapshot"] = wire => wire.Clients.Arm.GetSnapshotResource(new ResourceIdentifier(Snapshot))
            .GrantAccessAsync(WaitUntil.Started, new GrantAccessData(AccessLevel.Read, 60)),
        ["tags"] = wire => wire.Clients.Arm.GetTagResource(TagResource.CreateResourceIdentifier(ScriptedWire.MachineId))
            .DeleteAsync(WaitUntil.Started),
        ["generic"] = wire => wire.Clients.Arm.GetGenericResource(new(ScriptedWire.MachineId)).DeleteAsync(WaitUntil.Started),
        ["plain PUT"] = wire => wire.Send(RequestMethod.Put, Snapshot),
        ["plain PATCH"] = wire => wire.Send(RequestMethod.Patch, Snapshot),
        ["plain DELETE"] = wire => wire.Send(RequestMethod.Delete, Snapshot),
        ["plain POST"] = wire => wire.Send(RequestMethod.Post, Snapshot + "/beginGetAccess"),
        ["a method nobody knows"] = wire => wire.Send(RequestMethod.Parse("MERGE"), Snapshot),
    };

    public static TheoryData<string> Names => [.. Changes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_is_refused_and_never_sent(string change)
    {
        using var wire = new ScriptedWire();

        var refused = await Assert.ThrowsAsync<UnpermittedRequestException>(() => Changes[change](wire));

        Assert.Empty(wire.Sent);
        Assert.Contains("https://management.azure.com/subscriptions/", refused.Message, StringComparison.Ordinal);
        Assert.Contains("ChangeGate.PassAsync", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/providers/Microsoft.Storage/storageAccounts/a/listKeys")]
    [InlineData("/providers/Microsoft.Web/sites/a/host/default/listkeys")]
    [InlineData("/providers/Microsoft.Compute/snapshots/s/beginGetAccess")]
    [InlineData("/providers/Microsoft.Compute/virtualMachines/vm/retrieveBootDiagnosticsData")]
    [InlineData("/providers/Microsoft.Compute/virtualMachines/vm/runCommand")]
    [InlineData("/providers/Microsoft.ResourceGraph/resources")]
    public async Task A_post_that_gives_secrets_away_or_acts_is_no_read(string path)
    {
        using var wire = new ScriptedWire();

        await Assert.ThrowsAsync<UnpermittedRequestException>(() => wire.Send(RequestMethod.Post, ScriptedWire.Group + path));
        Assert.Empty(wire.Sent);
    }

    [Fact]
    public async Task What_only_reads_passes()
    {
        using var wire = new ScriptedWire();

        await wire.Send(RequestMethod.Get, ScriptedWire.MachineId);
        await wire.Send(RequestMethod.Head, ScriptedWire.MachineId);
        await wire.Send(RequestMethod.Post, "/providers/Microsoft.ResourceGraph/resources");
        await ScriptedWire.Send(
            wire.Clients.Metrics.Pipeline, RequestMethod.Post,
            MetricsClient.BatchAddress("westeurope", "sub", "api-version=2024-02-01").AbsoluteUri);

        Assert.Equal(4, wire.Sent.Count());
    }

    [Theory]
    [InlineData("X-HTTP-Method-Override")]
    [InlineData("x-http-method")]
    public async Task A_read_that_asks_to_be_taken_for_another_method_is_none(string header)
    {
        using var wire = new ScriptedWire();

        await Assert.ThrowsAsync<UnpermittedRequestException>(() => ScriptedWire.Send(
            wire.Clients.ArmPipeline, RequestMethod.Get, ScriptedWire.Address(ScriptedWire.MachineId).AbsoluteUri, null, header));
        Assert.Empty(wire.Sent);
    }

    [Fact]
    public void It_is_a_fault_of_ours_and_no_answer_of_azure() =>
        Assert.Null(RequestFailure.Of(UnpermittedRequestException.OfChange(RequestMethod.Put, ScriptedWire.Address(Snapshot)), default));
}
