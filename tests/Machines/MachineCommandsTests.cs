using System.Net;
using Azure;
using Azure.Core;
using Azure.ResourceManager.Compute.Models;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Arm.Identities;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Machines;
using OpsFunctions.Tests.Arm.Wire;
using Xunit;

namespace OpsFunctions.Tests.Machines;

/// <summary>What the client library puts on the wire: one call, our version, and nothing in the body that was not asked for.</summary>
public sealed class MachineCommandsTests
{
    private const string Vm = "https://management.azure.com" + ScriptedWire.MachineId;

    private const string Version = "?api-version=2024-07-01";

    private const string GroupId = ScriptedWire.Group + "/providers/Microsoft.Compute/capacityReservationGroups/g";

    [Fact]
    public async Task Power_is_one_call_without_a_body()
    {
        using var stop = new ScriptedWire();
        using var start = new ScriptedWire();

        var stopping = await Commands(stop).DeallocateAsync(ScriptedWire.Permit(), ScriptedWire.MachineId, default);
        var starting = await Commands(start).StartAsync(ScriptedWire.Permit(), ScriptedWire.MachineId, default);

        Assert.Equal([$"POST {Vm}/deallocate{Version}"], stop.Sent);
        Assert.Equal([$"POST {Vm}/start{Version}"], start.Sent);
        Assert.Equal(("", ""), (stop.Body, start.Body));
        Assert.Equal((ScriptedWire.Operation, ScriptedWire.Operation), (stopping.Status, starting.Status));
    }

    [Theory]
    [InlineData(null, """{"properties":{"hardwareProfile":{"vmSize":"Standard_D2s_v7"}}}""")]
    [InlineData(GroupId, """
        {"properties":{"hardwareProfile":{"vmSize":"Standard_D2s_v7"},"capacityReservation":{"capacityReservationGroup":{"id":"GROUP"}}}}
        """)]
    public async Task A_resize_sends_size_and_reservation_and_nothing_else(string? group, string body)
    {
        using var wire = new ScriptedWire();

        await Commands(wire).ResizeAsync(ScriptedWire.Permit(), ScriptedWire.MachineId, "Standard_D2s_v7", group, default);

        Assert.Equal([$"PATCH {Vm}{Version}"], wire.Sent);
        Assert.Equal(body.Replace("GROUP", GroupId, StringComparison.Ordinal), wire.Body);
    }

    // So the release of a reservation stays a plain request.
    [Fact]
    public async Task The_library_cannot_say_that_a_machine_leaves_its_reservation_group()
    {
        using var wire = new ScriptedWire { Answers = (_, _) => ScriptedWire.Json("{}") };
        using var held = ScriptedWire.Holding(RequestMethod.Patch, ScriptedWire.MachineId);

        await wire.Machine.UpdateAsync(WaitUntil.Started, new VirtualMachinePatch { CapacityReservationGroupId = null });

        Assert.DoesNotContain("null", wire.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_command_sends_command_and_script()
    {
        using var wire = new ScriptedWire();

        await Commands(wire).RunAsync(ScriptedWire.Permit(), ScriptedWire.MachineId, "RunShellScript", "echo 'a'", default);

        Assert.Equal([$"POST {Vm}/runCommand{Version}"], wire.Sent);
        Assert.Equal("""{"commandId":"RunShellScript","script":["echo 'a'"]}""", wire.Body.Replace("\\u0027", "'"));
    }

    // Its model of a machine may not read it: nobody asks it to.
    [Theory]
    [InlineData(HttpStatusCode.OK, """{"location":7,"properties":{"hardwareProfile":"odd"}}""")]
    [InlineData(HttpStatusCode.OK, "not even JSON")]
    [InlineData(HttpStatusCode.OK, "")]
    [InlineData(HttpStatusCode.Accepted, "{}")]
    [InlineData(HttpStatusCode.Created, "{}")]
    public async Task What_a_success_says_in_its_body_or_by_its_status_changes_nothing(HttpStatusCode status, string body)
    {
        using var wire = new ScriptedWire
        {
            Answers = (_, _) =>
            {
                var answer = ScriptedWire.Json(body, status);
                answer.Headers.Add("Azure-AsyncOperation", ScriptedWire.Operation);
                answer.Headers.Add("Retry-After", "7");
                return answer;
            },
        };

        var ticket = await Commands(wire).ResizeAsync(ScriptedWire.Permit(), ScriptedWire.MachineId, "Standard_D2s_v7", null, default);

        Assert.Equal(new OperationTicket(ScriptedWire.Operation, 7) { By = AzureIdentity.Act }, ticket);
        Assert.Single(wire.Sent);
    }

    [Theory]
    [InlineData("""{"id":"x","location":"eastus","properties":{"provisioningState":"Succeeded"}}""")]
    [InlineData("""{"location":7,"properties":{"provisioningState":"Updating"}}""")]
    [InlineData("not even JSON")]
    public async Task Without_a_way_to_ask_again_a_resize_is_done_at_once(string body)
    {
        using var wire = new ScriptedWire { Answers = (_, _) => ScriptedWire.Json(body) };

        var ticket = await Commands(wire).ResizeAsync(ScriptedWire.Permit(), ScriptedWire.MachineId, "Standard_D2s_v7", null, default);

        Assert.Equal(OperationTicket.Done, ticket);
        Assert.Single(wire.Sent);
    }

    // Resource Graph and the activity log write them so.
    [Theory]
    [InlineData("/subscriptions/11111111-1111-1111-1111-111111111111/resourcegroups/rg/providers/microsoft.compute/virtualmachines/vm")]
    [InlineData("/SUBSCRIPTIONS/11111111-1111-1111-1111-111111111111/RESOURCEGROUPS/rg/PROVIDERS/MICROSOFT.COMPUTE/VIRTUALMACHINES/vm")]
    public async Task An_id_in_other_letters_is_the_same_machine(string id)
    {
        using var wire = new ScriptedWire();

        await Commands(wire).StartAsync(ScriptedWire.Permit(), id, default);

        Assert.Equal([$"POST {Vm}/start{Version}"], wire.Sent);
    }

    [Theory]
    [InlineData("r(1)_-.x", "vm.a-b_(c)")]
    [InlineData("größe", "vm")]
    public async Task Names_with_signs_and_letters_are_permitted_as_they_are_sent(string group, string name)
    {
        var id = ScriptedWire.MachineId.Replace("/rg/", $"/{group}/", StringComparison.Ordinal)[..^2] + name;
        using var wire = new ScriptedWire();

        await Commands(wire).StartAsync(ScriptedWire.Permit(), id, default);

        Assert.Single(wire.Sent);
    }

    [Theory]
    [InlineData("vm")]
    [InlineData("/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg/providers/Microsoft.Compute/disks/d")]
    [InlineData(ScriptedWire.MachineId + "/extensions/e")]
    [InlineData(ScriptedWire.MachineId + "/providers/Microsoft.Compute/virtualMachines/other")]
    [InlineData(ScriptedWire.MachineId + "?x")]
    public async Task What_is_no_machines_id_is_sent_nowhere(string id)
    {
        using var wire = new ScriptedWire();

        await Assert.ThrowsAsync<FormatException>(() => Commands(wire).DeallocateAsync(ScriptedWire.Permit(), id, default));
        Assert.Empty(wire.Sent);
    }

    private static MachineCommands Commands(ScriptedWire wire) => new(new ArmChanges(AzureIdentities.Of(wire.Clients)));
}
