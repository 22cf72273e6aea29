using Azure;
using Azure.Core;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard;

namespace OpsFunctions.Orchestrations.Machines;

/// <summary>
/// Commands to machines by Azure's own client library, each one call that begins an operation. What it cannot send, as an explicit
/// null, goes out by <see cref="ArmChanges.SendAsync"/>; machines are read by <see cref="MachineReader"/>.
/// </summary>
/// <remarks>Errors are those of <see cref="ArmChanges"/>, and a <see cref="FormatException"/> where the text is no machine's id.</remarks>
public sealed class MachineCommands(ArmChanges changes)
{
    internal Task<OperationTicket> DeallocateAsync(Permit permit, string machineId, CancellationToken ct) => changes.BeginAsync(
        permit, RequestMethod.Post, AddressOf(machineId, "/deallocate"),
        arm => arm.GetVirtualMachineResource(IdOf(machineId)).DeallocateAsync(WaitUntil.Started, cancellationToken: ct), ct);

    internal Task<OperationTicket> StartAsync(Permit permit, string machineId, CancellationToken ct) => changes.BeginAsync(
        permit, RequestMethod.Post, AddressOf(machineId, "/start"),
        arm => arm.GetVirtualMachineResource(IdOf(machineId)).PowerOnAsync(WaitUntil.Started, ct), ct);

    /// <param name="reservationGroup">Capacity reservation group it is to take its place from; null: as it is.</param>
    internal Task<OperationTicket> ResizeAsync(Permit permit, string machineId, string size, string? reservationGroup, CancellationToken ct)
    {
        var patch = new VirtualMachinePatch { HardwareProfile = new() { VmSize = new VirtualMachineSizeType(size) } };
        if (reservationGroup is not null)
            patch.CapacityReservationGroupId = new ResourceIdentifier(reservationGroup);
        return changes.BeginAsync(
            permit, RequestMethod.Patch, AddressOf(machineId, ""),
            arm => arm.GetVirtualMachineResource(IdOf(machineId)).UpdateAsync(WaitUntil.Started, patch, ct), ct);
    }

    /// <param name="command">RunShellScript or RunPowerShellScript.</param>
    internal Task<OperationTicket> RunAsync(Permit permit, string machineId, string command, string script, CancellationToken ct)
    {
        var input = new RunCommandInput(command) { Script = { script } };
        return changes.BeginAsync(
            permit, RequestMethod.Post, AddressOf(machineId, "/runCommand"),
            arm => arm.GetVirtualMachineResource(IdOf(machineId)).RunCommandAsync(WaitUntil.Started, input, ct), ct);
    }

    private static Uri AddressOf(string machineId, string action) =>
        ArmAddress.Of(IdOf(machineId).ToString(), action, MachineReader.Version);

    // The library writes the fixed parts of an id in letters of its own, and Azure gives them in several.
    private static ResourceIdentifier IdOf(string machineId) =>
        ArmAddress.IsId(machineId) && ResourceIdentifier.TryParse(machineId, out var id)
        && id is { SubscriptionId: { } subscription, ResourceGroupName: { } group }
        && VirtualMachineResource.CreateResourceIdentifier(subscription, group, id.Name) is var machine
        && string.Equals(machine.ToString(), machineId, StringComparison.OrdinalIgnoreCase)
            ? machine
            : throw new FormatException($"'{Words.OneLine(machineId)}' is no id of a machine");
}
