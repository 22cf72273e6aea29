namespace OpsFunctions.Simulator.Operations;

/// <summary>
/// How the answer that accepts a long-running operation tells where to ask for its end, and when. Recorded, by operation; an address has
/// been signed since 2024 and is 3 to 4 KB long.
/// </summary>
/// <param name="RetryAfter">Seconds in the first answer; null: none, the client uses its own.</param>
/// <param name="FirstPoll">Seconds in the first poll that finds it in progress.</param>
/// <param name="LaterPolls">Seconds in the later ones.</param>
internal sealed record PollingForm(int? RetryAfter = null, int? FirstPoll = null, int? LaterPolls = null)
{
    /// <summary>Whether Azure-AsyncOperation names it.</summary>
    public bool TellsStatus { get; init; } = true;

    /// <summary>Whether Location names it.</summary>
    public bool TellsResult { get; init; } = true;

    /// <summary>Whose operation it is; null: the subscription's own (resource groups), which has neither provider nor region.</summary>
    public string? Provider { get; init; } = "Microsoft.Compute";

    public string Collection { get; init; } = "operations";

    /// <summary>Where Location leads; null: where Azure-AsyncOperation does, with monitor=true.</summary>
    public string? Results { get; init; }

    /// <summary>What Location answers at the end where there is nothing to give back.</summary>
    public int EndStatus { get; init; } = 200;

    /// <summary>Whether its address says SouthAfricaNorth.</summary>
    public bool WritesRegionForPeople { get; init; }

    /// <summary>Whether what Azure-AsyncOperation answers has the status alone.</summary>
    public bool IsBrief { get; init; }

    private static PollingForm Disk => new() { Collection = "DiskOperations" };

    private static PollingForm Network =>
        new() { Provider = "Microsoft.Network", Results = "operationResults", EndStatus = 204, IsBrief = true };

    /// <summary>A machine that is made. The first poll: 30 s for Linux, 70 s for Windows.</summary>
    public static PollingForm CreateMachine(bool isWindows) => new(10, isWindows ? 70 : 30) { TellsResult = false };

    /// <summary>A machine of a disk that is there: recorded without a wait in the polls.</summary>
    public static PollingForm AttachMachine { get; } = new(10) { TellsResult = false };

    public static PollingForm UpdateMachine { get; } = new() { TellsResult = false };

    public static PollingForm DeleteMachine { get; } = new(10, 30);

    public static PollingForm Deallocate { get; } = new(10, 36);

    public static PollingForm Start { get; } = new(10, 9);

    /// <summary>Power off, restart, redeploy, reapply, run command; deleting an extension, a restore point or a reservation.</summary>
    public static PollingForm Act { get; } = new();

    /// <summary>PUT and PATCH of extensions, reservations and restore points.</summary>
    public static PollingForm Write { get; } = new() { TellsResult = false };

    public static PollingForm WriteDisk { get; } = Disk with { RetryAfter = 2 };

    public static PollingForm DeleteDisk { get; } = Disk;

    public static PollingForm CreateScaleSet { get; } = new(10, 61) { TellsResult = false };

    public static PollingForm UpdateScaleSet { get; } = new(10, 37) { TellsResult = false };

    /// <summary>Capacity reservations. Recorded of them alone: the region's name as it is written for people, without its spaces.</summary>
    public static PollingForm WriteReservation { get; } = new() { TellsResult = false, WritesRegionForPeople = true };

    public static PollingForm DeleteReservation { get; } = new() { WritesRegionForPeople = true };

    /// <summary>Virtual networks and network security groups.</summary>
    public static PollingForm WriteNetwork { get; } = Network with { RetryAfter = 3, FirstPoll = 10, LaterPolls = 10, TellsResult = false };

    public static PollingForm WritePublicAddress { get; } = Network with { RetryAfter = 1, FirstPoll = 2, LaterPolls = 2,
    TellsResult = false };

    public static PollingForm DeleteNetwork { get; } = Network with { RetryAfter = 10, FirstPoll = 10, LaterPolls = 10 };

    public static PollingForm DeleteGroup { get; } = new(
        15, 15, 15) { TellsStatus = false, Provider = null, Collection = "operationresults" };
}
