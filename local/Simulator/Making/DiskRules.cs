using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Sizes;
using OpsFunctions.Simulator.Snapshotting;

namespace OpsFunctions.Simulator.Making;

/// <summary>What a disk cannot be made of. The rules are documented where nothing else is said, all codes assumed.</summary>
internal sealed class DiskRules(SimulatedAzure azure)
{
    // Documented.
    private const int MostCopies = 50;

    private static readonly TimeSpan PerGiB = TimeSpan.FromSeconds(1);

    public Outcome? Refusal(string id, DiskSource source, DiskRequest wanted)
    {
        var (name, subscription) = (id[(id.LastIndexOf('/') + 1)..], id.Split('/')[2]);
        var isHome = source.SubscriptionId.Equals(subscription, StringComparison.OrdinalIgnoreCase);
        if (Regions.Named(wanted.Location!)?.Name != source.Region)
            return Invalid($"Disk '{name}' must be created in location '{source.Region}' of its source, not in '{wanted.Location}'.");
        if (wanted.SizeGiB < source.SizeGiB)
            return Invalid(
                FormattableString.Invariant(
                $"The specified disk size {wanted.SizeGiB} GB is smaller than the size {source.SizeGiB} GB of the source."),
                    "disk.diskSizeGB");
        // Assumed: no page says that a restore point may be the source in another subscription.
        if (IsRestore(wanted) && !isHome && !azure.RestorePointsCrossSubscriptions)
            return Invalid($"Disk restore point '{source.Id}' cannot be restored in another subscription.");
        if (IsRestore(wanted) && OfPoint(source) is { } unfit)
            return unfit;
        if (source.Security?.SectorBytes is 4096 && !MachineDisk.IsSlow(wanted.Sku ?? ""))
            return Invalid($"The logical sector size 4096 of source '{source.Id}' is only supported for premium v2 and ultra disks.",
                "disk.sku.name");
        return Key(source, wanted, subscription, isHome) ?? Copies(subscription);
    }

    /// <summary>Assumed: a second a GiB, a minute at least.</summary>
    public static DateTimeOffset CopiesUntil(LongOperation operation, int sizeGiB) =>
        operation.End + (sizeGiB < 60 ? TimeSpan.FromMinutes(1) : PerGiB * sizeGiB);

    private static Outcome? OfPoint(DiskSource source) => source.PointOf switch
    {
        "TrustedLaunch" when source.OsType is null =>
            NotAllowed($"A data disk cannot be created from restore point '{source.Id}' of a virtual machine with trusted launch."),
        "ConfidentialVM" => NotAllowed($"Restore point '{source.Id}' is of a confidential virtual machine, which is not supported."),
        _ => null,
    };

    // A key's set belongs to one subscription and region.
    private static Outcome? Key(DiskSource source, DiskRequest wanted, string subscription, bool isHome)
    {
        if (source.EncryptionSet is { } set)
        {
            if (!isHome)
                return Invalid($"The source is encrypted with disk encryption set '{set}' and cannot be used in another subscription.");
            if (!set.Equals(wanted.EncryptionSet, StringComparison.OrdinalIgnoreCase))
                return Invalid($"The source is encrypted with disk encryption set '{set}', and so must be the disk.");
        }
        return wanted.EncryptionSet is { } other && !other.Contains($"/subscriptions/{subscription}/", StringComparison.OrdinalIgnoreCase)
            ? Invalid($"Disk encryption set '{other}' must be in the disk's subscription.")
            : null;
    }

    private Outcome? Copies(string subscription)
    {
        var now = azure.Time.GetUtcNow();
        var active = azure.Disks.Shelf.Under($"/subscriptions/{subscription}/")
            .Count(one => !one.IsLeaving && !one.Last.HasFailed && one.Last.CopiesUntil > now);
        return active < MostCopies ? null
            : NotAllowed($"Subscription '{subscription}' has reached the limit of {MostCopies} active background copies of disks.");
    }

    private static bool IsRestore(DiskRequest wanted) => string.Equals(wanted.Option, "Restore", StringComparison.OrdinalIgnoreCase);

    private static Outcome NotAllowed(string message) => Outcome.Refused(409, "OperationNotAllowed", message);

    private static Outcome Invalid(string message, string? target = null) =>
        Outcome.Refused(400, "InvalidParameter", message, target is null ? null : new() { ["target"] = target });
}
