using OpsFunctions.Orchestrations.Guard;

namespace OpsFunctions.Orchestrations.Resizing;

/// <summary>What Azure's and our own codes mean for a change.</summary>
internal static class ChangeCodes
{
    /// <summary>No capacity of the size can be reserved, and nobody approved to go without.</summary>
    public const string NotReservable = "NotReservable";

    /// <summary>The cluster of its availability set does not have the size.</summary>
    public const string NotInCluster = "NotInCluster";

    // The size or its place is what is missing, not the machine, the right or the permission (Microsoft Learn, errors of Azure Compute).
    private static readonly HashSet<string> OfTheSize = new(StringComparer.OrdinalIgnoreCase)
    {
        "AllocationFailed", "ZonalAllocationFailed", "OverconstrainedAllocationRequest", "OverconstrainedZonalAllocationRequest",
        "SkuNotAvailable",
        "OperationNotAllowed", "QuotaExceeded", "PropertyChangeNotAllowed", "RequestDisallowedByPolicy", "InvalidParameter", "BadRequest",
        "NotSupported",
        "CapacityReservationNotSupported", NotReservable, NotInCluster,
    };

    /// <summary>Whether the next size may work where this one did not.</summary>
    public static bool AnotherSizeMayDo(string? code) => code is not null && OfTheSize.Contains(code);

    /// <summary>There is no such machine any more.</summary>
    public static bool IsGone(string? code) => code is "ResourceNotFound" or "ResourceGroupNotFound";

    /// <summary>Our own gate said no: nothing went to Azure.</summary>
    public static bool IsOfGate(string? code) =>
        code is ChangeGate.KillSwitchCode or ChangeGate.ClaimLostCode or ChangeGate.TicketExpiredCode;
}
