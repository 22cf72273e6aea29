using System.Globalization;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Sizes;
using OpsFunctions.Simulator.Snapshotting;

namespace OpsFunctions.Simulator.Making;

/// <summary>The disks of a machine that is being made: attached ones that are there, and those that are made with it.</summary>
internal sealed class MachineDisks(SimulatedAzure azure)
{
    private DateTimeOffset Now => azure.Time.GetUtcNow();

    /// <summary>Why they cannot be its disks; null: they can.</summary>
    public Outcome? Refusal(MachinePlan plan, VmSize size)
    {
        if (plan.DataDisks.Count > size.DataDisks)
            return NotAllowed(
                FormattableString.Invariant(
                $"The maximum number of data disks allowed to be attached to a VM of this size is {size.DataDisks}."));
        if (plan.DataDisks.Select(LunOf).Distinct().Count() < plan.DataDisks.Count)
            return Invalid("dataDisks", "The logical unit numbers of the data disks must differ.");
        return OfSystem(plan) ?? plan.DataDisks.Select(disk => OfData(plan, disk)).FirstOrDefault(refusal => refusal is not null);
    }

    /// <summary>Makes what must be made and attaches all; that of the system comes first.</summary>
    public List<MadeMachineDisk> Make(MachinePlan plan, string caller)
    {
        var os = plan.OsDisk;
        var disks = new List<MadeMachineDisk>
        {
            new(null, plan.IsFromImage ? New(plan, os, null, caller) : Present(plan, os),
                Entry(os, plan.IsFromImage ? "FromImage" : "Attach", "ReadWrite")),
        };
        foreach (var data in plan.DataDisks)
        {
            var isNew = !Is(data, "Attach");
            disks.Add(
                new(LunOf(data), isNew ? New(plan, data, LunOf(data), caller) : Present(plan, data),
                Entry(data, isNew ? "Empty" : "Attach", "None")));
        }
        foreach (var disk in disks)
            MadeDisks.Attach(disk.Disk, plan.Id, Now);
        return disks;
    }

    private Outcome? OfSystem(MachinePlan plan)
    {
        var (os, properties) = (plan.OsDisk, plan.Properties);
        if (!plan.IsFromImage)
        {
            // Documented: what is in it already is not set up again.
            if (properties["osProfile"] is not null)
                return Invalid("osProfile", "Parameter 'osProfile' is not allowed.");
            if (Attach(plan, os) is { } refusal)
                return refusal;
            var disk = Present(plan, os).Last;
            if ((os["osType"]?.GetValue<string>() ?? disk.OsType) is not { } osType)
                return Invalid("osDisk.osType", "Required parameter 'osDisk.osType' is missing (null).");
            plan.IsWindows = osType.Equals("Windows", StringComparison.OrdinalIgnoreCase);
            return null;
        }
        if (!Is(os, "FromImage"))
            throw new NotSimulatedException($"an OS disk with createOption {os["createOption"]}");
        if (properties["storageProfile"]!["imageReference"] is not JsonObject image)
            return Invalid("imageReference", "Required parameter 'imageReference' is missing (null).");
        if (properties["osProfile"] is not JsonObject profile || profile["adminUsername"] is null)
            return Invalid("osProfile", "Required parameter 'osProfile' is missing (null).");
        plan.IsWindows = profile["windowsConfiguration"] is not null || os["osType"]?.GetValue<string>() is "Windows"
            || image["publisher"]?.GetValue<string>().Contains("Windows", StringComparison.OrdinalIgnoreCase) is true;
        return SkuOf(os) is { } sku ? ComputeNames.DiskKind(sku) : null;
    }

    private Outcome? OfData(MachinePlan plan, JsonObject disk)
    {
        if (Is(disk, "Attach"))
            return Attach(plan, disk);
        if (!Is(disk, "Empty"))
            throw new NotSimulatedException($"a data disk with createOption {disk["createOption"]}");
        return disk["diskSizeGB"] is null ? Invalid("dataDisk.diskSizeGB", "Required parameter 'dataDisk.diskSizeGB' is missing (null).")
            : ComputeNames.DiskKind(SkuOf(disk));
    }

    private Outcome? Attach(MachinePlan plan, JsonObject entry)
    {
        if (entry["managedDisk"]?["id"]?.GetValue<string>() is not { } id)
            return Invalid("managedDisk.id", "Required parameter 'managedDisk.id' is missing (null).");
        if (azure.Disks.Shelf.FindStaying(id) is not { } disk)
        {
            return MachineDisk.Find(azure.Fleet, id, Now) is not { } ofFleet ? SnapshotEndpoint.NotFound(id)
                : ofFleet.ManagedBy(Now) is { } owner ? Owned(ofFleet.Name, owner)
                : throw new NotSimulatedException("attaching a disk that a machine of the fleet left behind");
        }
        if (disk.At(Now).ManagedBy is { } other)
            return Owned(disk.Last.Name, other);
        if (disk.Last.Operation?.IsInProgress(Now) is true || disk.Last.HasFailed)
            return NotAllowed($"Disk '{disk.Last.Name}' cannot be attached: it has not been created.");
        if (disk.Last.Region != plan.Region)
            return Outcome.Refused(
                400, "BadRequest", $"Disk {disk.Id} cannot be attached to the VM because it is not in the same location as the VM.");
        // One that is kept in all zones fits everywhere.
        if (disk.Last.Zone != plan.Zone && !disk.Last.Sku.EndsWith("_ZRS", StringComparison.OrdinalIgnoreCase))
            return Outcome.Refused(
                400, "BadRequest", $"Disk {disk.Id} cannot be attached to the VM because it is not in the same zone as the VM.");
        plan.Attached[id] = disk;
        return null;
    }

    private static Outcome Owned(string name, string owner) =>
        Outcome.Refused(409, "ConflictingUserInput", $"Disk '{name}' cannot be attached as the disk is already owned by VM '{owner}'.");

    private Kept<ManagedDisk> New(MachinePlan plan, JsonObject entry, int? lun, string caller)
    {
        var given = entry["name"]?.GetValue<string>();
        var unique = Noise.Id(Noise.Of(plan.Id), string.Create(CultureInfo.InvariantCulture, $"{lun} {Now.UtcTicks}")).ToString("N");
        var name = given
            ?? (lun is null ? $"{plan.Name}_OsDisk_1_{unique}"
            : string.Create(CultureInfo.InvariantCulture, $"{plan.Name}_disk{lun + 2}_{unique}"));
        var creation = new JsonObject { ["createOption"] = lun is null ? "FromImage" : "Empty" };
        if (lun is null)
            creation["imageReference"] = new JsonObject { ["id"] = ImageId(plan) };
        return azure.Disks.Keep(new ManagedDisk
        {
            Id = $"/subscriptions/{plan.Group.SubscriptionId}/resourceGroups/{plan.Group.Name}/providers/Microsoft.Compute/disks/{name}",
            SubscriptionId = plan.Group.SubscriptionId,
            Region = plan.Region,
            Zone = plan.Zone,
            Sku = SkuOf(entry) ?? (plan.PremiumDisks ? "Premium_LRS" : "Standard_LRS"),
            SizeGiB = entry["diskSizeGB"]?.GetValue<int>() ?? (plan.IsWindows ? 127 : 30),
            OsType = lun is not null ? null : plan.IsWindows ? "Windows" : "Linux",
            Generation = lun is null ? "V2" : null,
            Creation = creation,
            EncryptionSet = entry["managedDisk"]?["diskEncryptionSet"]?["id"]?.GetValue<string>(),
            CreatedAt = Now,
            Security = lun is null
                && DiskSecurity.OfSystem(plan.Properties["securityProfile"]?["securityType"]?.GetValue<string>()) is { } type
                ? new DiskSecurity { Type = type, Plan = plan.Body["plan"]?.DeepClone() as JsonObject } : null,
        }, Now, caller);
    }

    private static string ImageId(MachinePlan plan)
    {
        var image = plan.Properties["storageProfile"]!["imageReference"]!;
        return image["id"]?.GetValue<string>()
            ?? $"/Subscriptions/{plan.Group.SubscriptionId}/Providers/Microsoft.Compute/Locations/{plan.Region}/Publishers/{image["publisher"]}/ArtifactTypes/VMImage/Offers/{image["offer"]}/Skus/{image["sku"]}/Versions/{image["version"]}";
    }

    private static Kept<ManagedDisk> Present(MachinePlan plan, JsonObject entry) =>
        plan.Attached[entry["managedDisk"]!["id"]!.GetValue<string>()];

    private static JsonObject Entry(JsonObject sent, string option, string caching)
    {
        var entry = (JsonObject)sent.DeepClone();
        foreach (var part in new[] { "managedDisk", "diskSizeGB", "name", "toBeDetached" })
            entry.Remove(part);
        entry["createOption"] = option;
        entry["caching"] ??= caching;
        entry["deleteOption"] ??= "Detach";
        return entry;
    }

    private static bool Is(JsonObject disk, string option) =>
        string.Equals(disk["createOption"]?.GetValue<string>(), option, StringComparison.OrdinalIgnoreCase);

    private static int LunOf(JsonObject disk) => disk["lun"]?.GetValue<int>() ?? 0;

    private static string? SkuOf(JsonObject disk) => disk["managedDisk"]?["storageAccountType"]?.GetValue<string>();

    private static Outcome NotAllowed(string message) => Outcome.Refused(409, "OperationNotAllowed", message);

    private static Outcome Invalid(string target, string message) =>
        Outcome.Refused(400, "InvalidParameter", message, new() { ["target"] = target });
}
