using Azure;
using Azure.Core;
using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard;

namespace OpsFunctions.Orchestrations.Machines;

/// <summary>A place for one machine of a size, held by an on-demand capacity reservation.</summary>
/// <param name="Zone">Zone of the machine; null: regional.</param>
/// <param name="Until">When the change should be over: beyond it, the reservation is a leftover.</param>
public sealed record CapacityChange(
    ChangeTicket Ticket, ChangeDirection Direction, string MachineId, string Region, string? Zone, string Size, DateTimeOffset Until)
{
    /// <summary>Id of the group, beside its machine and named after it: the same change finds its own again.</summary>
    public string Group() => CapacityNames.GroupOf(MachineId);

    public string Reservation() => CapacityNames.ReservationOf(MachineId, Size);
}

/// <summary>A step of giving a reservation back.</summary>
/// <param name="IsDone">Nothing is left of it.</param>
public sealed record ReleaseStep(bool IsDone, OperationTicket Ticket)
{
    /// <summary>Why something stays that costs nothing; null: nothing does.</summary>
    public string? Kept { get; init; }
}

/// <summary>
/// Proves and holds capacity before anything stops. A group and a reservation for one machine are made; after the start the quantity goes
/// to 0, the machine is taken out of the group, and both are deleted (Microsoft Learn, «Overprovision and remove capacity reservations»).
/// </summary>
public sealed class CapacityActivities(MachineReader machines, ChangeGate gate, ArmChanges changes)
{
    private const string Version = MachineReader.Version;

    private const double UnderWaySeconds = 15;

    /// <summary>Makes the group, which Azure does at once.</summary>
    [Function(nameof(EnsureCapacityGroup))]
    public Task<Outcome<OperationTicket>> EnsureCapacityGroup([ActivityTrigger] CapacityChange change, CancellationToken ct) =>
        Outcome.OfAsync("capacity reservation group", async () =>
    {
        if (await ExistsAsync(change.Group(), ct))
            return OperationTicket.Done;
        var permit = await gate.PassAsync(change.Ticket, change.Direction, ct);
        return await changes.SendAsync(permit, RequestMethod.Put, ArmAddress.Of(change.Group(), "", Version), Body(change, null), ct);
    }, ct);

    [Function(nameof(EnsureReserved))]
    public Task<Outcome<OperationTicket>> EnsureReserved([ActivityTrigger] CapacityChange change, CancellationToken ct) =>
        Outcome.OfAsync("capacity reservation", async () =>
    {
        // A quantity that is only asked for, or was refused, holds no place.
        var state = await ReservationAsync(change, ct);
        if (IsUnderWay(state?.Provisioning))
            throw new ThrottledException(UnderWaySeconds, "the reservation is still being made");
        if (state is { Quantity: 1, Provisioning: "Succeeded" })
            return OperationTicket.Done;
        var permit = await gate.PassAsync(change.Ticket, change.Direction, ct);
        return await changes.SendAsync(
            permit, RequestMethod.Put, ArmAddress.Of(change.Reservation(), "", Version),
            Body(change, new { name = change.Size, capacity = 1 }), ct);
    }, ct);

    /// <summary>Looks how far the release is and begins the next step; asked until it is done.</summary>
    [Function(nameof(ReleaseCapacity))]
    public Task<Outcome<ReleaseStep>> ReleaseCapacity([ActivityTrigger] CapacityChange change, CancellationToken ct) =>
        Outcome.OfAsync("release of the capacity", async () =>
    {
        var reservation = await ReservationAsync(change, ct);
        var quantity = reservation?.Quantity;
        var state = await machines.ReadAsync(change.MachineId, ct);
        // A step that was begun before, and whose ticket was lost, is waited for.
        if (IsUnderWay(reservation?.Provisioning) || IsUnderWay(state.Provisioning))
            throw new ThrottledException(UnderWaySeconds, "a step of the release is still under way");
        var isMember = string.Equals(state.ReservationGroup, change.Group(), StringComparison.OrdinalIgnoreCase);
        // Also where the machine never got into it: a lock may stand against deleting, and what holds nothing costs nothing.
        if (quantity > 0)
            return await StepAsync(
                change, RequestMethod.Patch, change.Reservation(), new { sku = new { name = change.Size, capacity = 0 } }, ct);
        if (isMember)
            return await StepAsync(change, RequestMethod.Patch, change.MachineId, NoGroup, ct);
        try
        {
            if (quantity is not null)
                return await StepAsync(change, RequestMethod.Delete, change.Reservation(), null, ct);
            return await ExistsAsync(change.Group(), ct)
                ? await StepAsync(change, RequestMethod.Delete, change.Group(), null, ct)
                : new(true, OperationTicket.Done);
        }
        catch (RequestFailedException e) when (e.ErrorCode == "ScopeLocked")
        {
            return new(true, OperationTicket.Done) { Kept = "empty, and a lock forbids deleting it" };
        }
    }, ct);

    private static object NoGroup => new
    {
        properties = new { capacityReservation = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["capacityReservationGroup"] = null
        } },
    };

    private async Task<ReleaseStep> StepAsync(CapacityChange change, RequestMethod method, string id, object? body, CancellationToken ct)
    {
        var permit = await gate.PassAsync(change.Ticket, change.Direction, ct);
        return new(false, await changes.SendAsync(permit, method, ArmAddress.Of(id, "", Version), body, ct));
    }

    private static Dictionary<string, object> Body(CapacityChange change, object? sku)
    {
        var body = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["location"] = change.Region,
            ["tags"] = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ops:created-by"] = change.Ticket.Owner, ["ops:expires"] = change.Until.UtcDateTime.ToString("O"),
            },
        };
        if (change.Zone is { } zone)
            body["zones"] = new[] { zone };
        if (sku is not null)
            body["sku"] = sku;
        return body;
    }

    private Task<bool> ExistsAsync(string id, CancellationToken ct) => machines.ExistsAsync(ArmAddress.Of(id, "", Version), ct);

    private async Task<(long Quantity, string? Provisioning)?> ReservationAsync(CapacityChange change, CancellationToken ct)
    {
        using var answer = await machines.FindAsync(ArmAddress.Of(change.Reservation(), "", Version), ct);
        return answer?.RootElement is { } found
            ? (found.Get("sku").Get("capacity").Whole() ?? 0, found.Get("properties").Get("provisioningState").Text())
            : null;
    }

    private static bool IsUnderWay(string? provisioning) => provisioning is "Creating" or "Updating" or "Deleting";
}
