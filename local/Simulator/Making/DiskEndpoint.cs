using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Changes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Outages;
using OpsFunctions.Simulator.Resources;
using OpsFunctions.Simulator.Sizes;
using OpsFunctions.Simulator.Snapshotting;

namespace OpsFunctions.Simulator.Making;

/// <summary>Managed disks: those of the fleet's machines and those that requests made, in one list.</summary>
internal sealed class DiskEndpoint(SimulatedAzure azure)
{
    private const string Type = "Microsoft.Compute/disks";
    private const int PageSize = 100;
    private const int FourTiB = 4096;

    // Recorded: a second.
    private static readonly (int From, int To) Seconds = (1, 2);

    private static readonly string[] OtherOptions =
        ["FromImage", "Import", "ImportSecure", "Upload", "UploadPreparedSecure", "Attach", "CopyStart", "CopyFromSanSnapshot"];

    private readonly DiskRules _rules = new(azure);

    private DateTimeOffset Now => azure.Time.GetUtcNow();

    public Task ListAll(Exchange exchange) => ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is { } subscription
        ? List(exchange, $"/subscriptions/{subscription.Id}/")
        : ScopeEndpoint.SubscriptionNotFound(exchange);

    public Task List(Exchange exchange) => ScopeEndpoint.GroupOf(azure.Fleet, exchange) is { } group
        ? List(exchange, $"/subscriptions/{group.SubscriptionId}/resourceGroups/{group.Name}/")
        : ScopeEndpoint.GroupNotFound(exchange);

    public Task Get(Exchange exchange) =>
        Answer(exchange, (_, made, ofFleet) =>
        made is null && ofFleet is null ? null : new Outcome(200, Document(exchange, made, ofFleet)));

    public Task Put(Exchange exchange) => Answer(exchange, (id, made, ofFleet) =>
    {
        if (DiskRequest.Read(exchange.Body) is not { } wanted)
            return RequestBody.Invalid;
        if ((ComputeNames.Refusal(Type, id[(id.LastIndexOf('/') + 1)..], wanted.Location, wanted.Tags)
            ?? ComputeNames.DiskKind(wanted.Sku)) is { } wrong)
            return wrong;
        if (made is { IsLeaving: true })
            return NotAllowed($"Disk '{made.Last.Name}' is being deleted.");
        if (made is not null || ofFleet is not null)
            return Change(exchange, made, ofFleet, wanted, 202);
        return Make(exchange, id, wanted);
    });

    public Task Patch(Exchange exchange) => Answer(exchange, (_, made, ofFleet) =>
    {
        if (made is null && ofFleet is null)
            return null;
        if (DiskRequest.Read(exchange.Body) is not { } wanted)
            return RequestBody.Invalid;
        return ComputeNames.DiskKind(wanted.Sku) ?? ComputeNames.TooMany(wanted.Tags) ?? Change(exchange, made, ofFleet, wanted, 202);
    });

    public Task Delete(Exchange exchange) => Answer(exchange, (_, made, ofFleet) =>
    {
        if (made is null && ofFleet is null)
            return new Outcome(204, Body: null);
        var (id, name, region) = made is not null ? (made.Id, made.Last.Name, made.Last.Region)
            : (ofFleet!.Id, ofFleet.Name, ofFleet.Machine.Region);
        // Recorded.
        if ((made is not null ? made.At(Now).ManagedBy : ofFleet!.ManagedBy(Now)) is { } owner)
            return NotAllowed($"Disk {name} is attached to VM {owner}.");
        var operation = azure.Operations.Keep(azure.Operations.Begin(exchange, id, region, Seconds) with { Form = PollingForm.DeleteDisk });
        if (operation.HasEffect && made is { IsLeaving: false })
            azure.Disks.Shelf.Remove(made, Now, operation.End, operation.Caller);
        else if (operation.HasEffect && ofFleet is not null)
            Change(ofFleet, present => present with { GoneAt = operation.End });
        return Outcome.Accepted(operation);
    });

    private Outcome Make(Exchange exchange, string id, DiskRequest wanted)
    {
        DiskSource? source = null;
        if (IsOption(wanted, "Copy") || IsOption(wanted, "Restore"))
        {
            (source, var refusal) = DiskSource.Find(azure, exchange, wanted);
            if ((refusal ?? _rules.Refusal(id, source!, wanted)) is { } unfit)
                return unfit;
        }
        else if (!IsOption(wanted, "Empty"))
        {
            return OtherOptions.Contains(wanted.Option, StringComparer.OrdinalIgnoreCase) && !IsOption(wanted, "CopyStart")
                ? throw new NotSimulatedException($"a disk with createOption {wanted.Option}")
                : Outcome.Refused(
                    400, "InvalidParameter",
                    $"The value '{wanted.Option}' of parameter 'creationData.createOption' is invalid for a disk.",
                    new() { ["target"] = "createOption" });
        }
        else if (wanted.SizeGiB is null)
            return Outcome.Refused(
                400, "InvalidParameter", "Required parameter 'disk.diskSizeGB' is missing (null).",
                new() { ["target"] = "disk.diskSizeGB" });
        var region = Regions.Named(wanted.Location!)!.Name;
        var operation = azure.Operations.Keep(
            azure.Operations.Begin(exchange, id, region, Seconds) with { Form = PollingForm.WriteDisk, Resource = ResourceOf(id) });
        var disk = Of(id, region, wanted, source);
        disk = disk with { Operation = operation, CopiesUntil = source is null ? null : DiskRules.CopiesUntil(operation, disk.SizeGiB) };
        if (operation.HasEffect)
            azure.Disks.Keep(disk, Now, operation.Caller);
        return Outcome.Accepted(operation, 202, Accepted(exchange, wanted, disk));
    }

    private ManagedDisk Of(string id, string region, DiskRequest wanted, DiskSource? source)
    {
        var creation = new JsonObject { ["createOption"] = source is null ? "Empty" : IsOption(wanted, "Restore") ? "Restore" : "Copy" };
        if (source is not null)
        {
            creation["sourceResourceId"] = source.Id;
            creation["sourceUniqueId"] = source.UniqueId;
        }
        return new ManagedDisk
        {
            Id = id,
            SubscriptionId = id.Split('/')[2],
            Region = region,
            Zone = wanted.Zone,
            Sku = wanted.Sku ?? "Standard_LRS",
            SizeGiB = wanted.SizeGiB ?? source!.SizeGiB,
            OsType = source?.OsType ?? wanted.OsType,
            Generation = source?.Generation ?? wanted.Generation,
            Creation = creation,
            Tags = wanted.Tags ?? new Dictionary<string, string>(StringComparer.Ordinal),
            HasTags = wanted.Tags is not null,
            EncryptionSet = wanted.EncryptionSet,
            NetworkAccessPolicy = wanted.NetworkAccessPolicy ?? "AllowAll",
            PublicNetworkAccess = wanted.PublicNetworkAccess ?? "Enabled",
            Iops = wanted.Iops,
            MBps = wanted.MBps,
            CreatedAt = Now,
            HoldsMoment = source?.Holds,
            Security = source?.Security ?? wanted.Security,
        };
    }

    private Outcome Change(Exchange exchange, Kept<ManagedDisk>? made, MachineDisk? ofFleet, DiskRequest wanted, int status)
    {
        if (made is { IsLeaving: true })
            return NotAllowed($"Disk '{made.Last.Name}' is being deleted.");
        var facts = made is not null ? DiskFacts.Of(made) : DiskFacts.Of(ofFleet!);
        var owner = (made is not null ? made.At(Now).ManagedBy : ofFleet!.ManagedBy(Now)) is { } by ? azure.Fleet.Present(by) : null;
        if (wanted.Option is { } option && made is not null
            && !made.Last.Creation["createOption"]!.GetValue<string>().Equals(option, StringComparison.OrdinalIgnoreCase))
            return ResizeRules.PropertyChange("creationData");
        if (Refusal(facts, owner, wanted, made?.Last.CopiesUntil > Now) is { } refusal)
            return refusal;
        var operation =
            azure.Operations.Keep(
            azure.Operations.Begin(
            exchange, facts.Id, facts.Region, Seconds) with { Form = PollingForm.WriteDisk, Resource = ResourceOf(facts.Id) });
        if (operation.HasEffect)
            Change(made, ofFleet, wanted, operation);
        if (operation.HasEffect && wanted.SizeGiB > facts.SizeGiB && owner is not null)
            SimulatedOutages.SawDisk(owner, made is null ? ofFleet!.Lun : LunOf(owner, facts.Id), operation.End);
        var document = Document(exchange, made, ofFleet is null ? null : MachineDisk.Find(azure.Fleet, ofFleet.Id, Now));
        document["properties"]!["provisioningState"] = "Updating";
        return Outcome.Accepted(operation, status, document);
    }

    private void Change(Kept<ManagedDisk>? made, MachineDisk? ofFleet, DiskRequest wanted, LongOperation operation)
    {
        if (made is not null)
        {
            var last = made.Last;
            made.Change(last with
            {
                SizeGiB = wanted.SizeGiB ?? last.SizeGiB,
                Sku = wanted.Sku ?? last.Sku,
                Tags = wanted.Tags ?? last.Tags,
                HasTags = last.HasTags || wanted.Tags is not null,
                Iops = wanted.Iops ?? last.Iops,
                MBps = wanted.MBps ?? last.MBps,
                NetworkAccessPolicy = wanted.NetworkAccessPolicy ?? last.NetworkAccessPolicy,
                PublicNetworkAccess = wanted.PublicNetworkAccess ?? last.PublicNetworkAccess,
                Operation = operation,
            }, Now);
            return;
        }
        if (wanted.NetworkAccessPolicy is not (null or "AllowAll") || wanted.PublicNetworkAccess is not (null or "Enabled"))
            throw new NotSimulatedException("changing the network access of a disk of the fleet");
        Change(ofFleet!, present =>
            present with { SizeGiB = wanted.SizeGiB ?? present.SizeGiB, Kind = wanted.Sku ?? present.Kind, Tags = wanted.Tags
            ?? present.Tags });
    }

    private static void Change(MachineDisk disk, Func<DiskChange, DiskChange> change)
    {
        var disks = disk.Machine.EnsureParts().Disks;
        disks[disk.Lun ?? -1] = change(disks.GetValueOrDefault(disk.Lun ?? -1) ?? new DiskChange(null, null, null));
    }

    private Outcome? Refusal(DiskFacts disk, Machine? owner, DiskRequest wanted, bool copies)
    {
        var runs = owner is not null && owner.PowerAt(Now) is not MachinePower.Deallocated;
        if (wanted.SizeGiB < disk.SizeGiB)
            return Outcome.Refused(
                400, "InvalidParameter",
                FormattableString.Invariant(
                $"The specified disk size {wanted.SizeGiB} GB is smaller than the present size {disk.SizeGiB} GB. Disks cannot be made smaller."), new() { ["target"] = "disk.diskSizeGB" });
        if (wanted.SizeGiB > disk.SizeGiB && disk.IsEphemeral)
            return NotAllowed($"Disk {disk.Name} is an ephemeral OS disk and cannot be resized.");
        if (wanted.SizeGiB > disk.SizeGiB && runs && !GrowsInUse(disk, wanted.SizeGiB.Value))
            return NotAllowed($"Cannot resize disk {disk.Name} while it is attached to running VM {owner!.Id}.");
        if (wanted.SizeGiB > disk.SizeGiB && MachineDisk.IsSlow(disk.Kind) && copies)
            return NotAllowed($"Cannot resize disk {disk.Name} while its data is being copied in the background.");
        if (wanted.Sku is { } sku && !sku.Equals(disk.Kind, StringComparison.OrdinalIgnoreCase))
        {
            if (MachineDisk.IsSlow(disk.Kind) || MachineDisk.IsSlow(sku))
                return NotAllowed($"The account type of disk {disk.Name} cannot be changed from '{disk.Kind}' to '{sku}'.");
            if (runs)
                return NotAllowed($"Cannot change the account type of disk {disk.Name} while it is attached to running VM {owner!.Id}.");
        }
        return wanted.Iops is not null && !MachineDisk.IsSlow(disk.Kind)
            && wanted.Iops != DiskFigures.Of(wanted.Sku ?? disk.Kind, wanted.SizeGiB ?? disk.SizeGiB).Iops
            ? Outcome.Refused(
                400, "InvalidParameter", $"The performance of disk {disk.Name} of type '{disk.Kind}' is given by its size.",
                new() { ["target"] = "diskIOPSReadWrite" })
            : null;
    }

    // Documented: data disks grow while they are used, but for shared ones and those of up to 4 TiB that would pass it; that of the system
    // does not. Premium v2 and ultra disks may pass it.
    private static bool GrowsInUse(DiskFacts disk, int sizeGiB) => disk.OsType is null && disk.Security?.MaxShares is not > 1
        && (MachineDisk.IsSlow(disk.Kind) || disk.SizeGiB > FourTiB || sizeGiB <= FourTiB);

    private static int? LunOf(Machine machine, string id) => MachineDisk.Of(machine)
        .FirstOrDefault(disk => disk.Id.Equals(id, StringComparison.OrdinalIgnoreCase))?.Lun;

    // Recorded: what was sent, being updated; until 2020 without id and type, and with the unique id of its source.
    private static JsonObject Accepted(Exchange exchange, DiskRequest wanted, ManagedDisk disk)
    {
        var isOld = !ApiVersions.Since(exchange, "2020-09-30");
        var document = new JsonObject { ["name"] = disk.Name };
        if (!isOld)
        {
            document["id"] = ComputeNames.AsAsked(exchange, disk.Id);
            document["type"] = Type;
        }
        document["location"] = disk.Region;
        foreach (var part in new[] { "tags", "zones", "sku" })
        {
            if (wanted.Sent[part] is { } sent)
                document[part] = sent.DeepClone();
        }
        var properties = (JsonObject)(wanted.Sent["properties"]?.DeepClone() ?? new JsonObject());
        if (disk.Creation["sourceUniqueId"] is { } source)
            properties["creationData"]!["sourceUniqueId"] = source.DeepClone();
        properties["provisioningState"] = "Updating";
        if (isOld)
            properties["isArmResource"] = true;
        document["properties"] = properties;
        return document;
    }

    private Func<JsonObject?> ResourceOf(string id) => () => azure.Disks.Find(id) is { } made ? DiskDocument.Of(made, Now)
        : MachineDisk.Find(azure.Fleet, id, Now) is { } disk ? DiskDocument.Of(disk, Now) : null;

    private JsonObject Document(Exchange exchange, Kept<ManagedDisk>? made, MachineDisk? ofFleet) =>
        ApiVersions.TrimDisk(exchange, made is not null
        ? DiskDocument.Of(made, Now, ComputeNames.AsAsked(exchange, made.Id))
        : DiskDocument.Of(ofFleet!, Now, ComputeNames.AsAsked(exchange, ofFleet!.Id)));

    private Task List(Exchange exchange, string scope)
    {
        var ofFleet = azure.Fleet.Machines.Where(machine => machine.Id.StartsWith(scope, StringComparison.Ordinal))
            .SelectMany(MachineDisk.Of)
            .Where(disk => disk.Exists(Now)).Select(disk => (disk.Id, Made: (Kept<ManagedDisk>?)null, OfFleet: (MachineDisk?)disk.At(Now)));
        var made = azure.Disks.Shelf.Under(scope).Select(disk => (disk.Id, Made: (Kept<ManagedDisk>?)disk, OfFleet: (MachineDisk?)null));
        var all = ofFleet.Concat(made).OrderBy(one => one.Id, StringComparer.Ordinal).ToList();
        return Pages.Write(exchange, all, PageSize, (writer, one) =>
        {
            var id = ComputeNames.AsListed(one.Id);
            ApiVersions.TrimDisk(exchange, one.Made is { } disk ? DiskDocument.Of(disk, Now, id) : DiskDocument.Of(one.OfFleet!, Now, id))
                .WriteTo(writer);
        });
    }

    private static bool IsOption(DiskRequest wanted, string option) =>
        string.Equals(wanted.Option, option, StringComparison.OrdinalIgnoreCase);

    private static Outcome NotAllowed(string message) => Outcome.Refused(409, "OperationNotAllowed", message);

    private Task Answer(Exchange exchange, Func<string, Kept<ManagedDisk>?, MachineDisk?, Outcome?> act)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is null)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        if (ScopeEndpoint.GroupOf(azure.Fleet, exchange) is not { } group)
            return ScopeEndpoint.GroupNotFound(exchange);
        var id = $"/subscriptions/{group.SubscriptionId}/resourceGroups/{group.Name}/providers/{Type}/{exchange.Route["disk"]}";
        Outcome? outcome;
        lock (azure.Changing)
        {
            var made = azure.Disks.Find(id);
            outcome = act(id, made, made is null ? MachineDisk.Find(azure.Fleet, id, Now) : null);
        }
        return outcome is null ? ScopeEndpoint.ResourceNotFound(exchange, $"{Type}/{exchange.Route["disk"]}") : outcome.Write(exchange);
    }
}
