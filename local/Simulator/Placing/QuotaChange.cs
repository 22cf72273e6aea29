using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Placing;

/// <summary>What is about to count differently against the limits; what is null stays.</summary>
internal sealed record QuotaChange
{
    public Machine? Machine { get; init; }

    /// <summary>Size that the machine is to have.</summary>
    public VmSize? Size { get; init; }

    /// <summary>Capacity reservation group that the machine is to be in; null: none.</summary>
    public string? Group { get; init; }

    /// <summary>A reservation as it is to be.</summary>
    public CapacityReservation? Reservation { get; init; }

    /// <summary>A machine that is to come: its size, and whether it is a spot machine.</summary>
    public (VmSize Size, bool IsSpot)? Added { get; init; }

    public VmSize SizeOf(Machine machine) => machine == Machine && Size is { } size ? size : machine.Size;

    public string? GroupOf(Machine machine) => machine == Machine ? Group : machine.CapacityReservationGroup;
}
