using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Changes;
using OpsFunctions.Simulator.Guests;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Placing;
using OpsFunctions.Simulator.Power;
using OpsFunctions.Simulator.Resources;
using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Making;

/// <summary>Makes a machine: from an image, or of a disk that has an operating system already.</summary>
internal sealed class MachineCreation(SimulatedAzure azure)
{
    private const string Type = "Microsoft.Compute/virtualMachines";

    // It does as good as nothing.
    private static readonly LoadShape Quiet = new(new Load(0.02, 0.6, 1, 0.05, 0.01, 0.01), new Load(0.06, 0.8, 4, 0.2, 0.05, 0.05));

    private readonly MachineDisks _disks = new(azure);
    private readonly MachineSecurity _security = new(azure);
    private readonly MachineEndpoint _machines = new(azure);

    private DateTimeOffset Now => azure.Time.GetUtcNow();

    public Task Create(Exchange exchange)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is null)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        if (ScopeEndpoint.GroupOf(azure.Fleet, exchange) is not { } group)
            return ScopeEndpoint.GroupNotFound(exchange);
        Outcome outcome;
        lock (azure.Changing)
        {
            outcome = Make(exchange, group);
        }
        return outcome.Write(exchange);
    }

    private Outcome Make(Exchange exchange, SimulatedResourceGroup group)
    {
        if (Read(exchange.Body) is not { } body)
            return RequestBody.Invalid;
        var name = exchange.Route["vm"];
        var (location, tags) = (body["location"]?.GetValue<string>(), body["tags"] is JsonObject some ? TagsOf(some) : null);
        if (EtagConditions.Refusal(exchange, etag: null) is { } precondition)
            return precondition;
        if (ComputeNames.Refusal(Type, name, location, tags) is { } wrong)
            return wrong;
        MachineBody.Shape.Check(JsonSerializer.SerializeToElement(body));
        var region = Regions.Named(location!)!;
        if (Missing(body) is { } missing)
            return Outcome.Refused(
                400, "InvalidParameter", $"Required parameter '{missing}' is missing (null).", new() { ["target"] = missing });
        var properties = (JsonObject)body["properties"]!;
        var sizeName = properties["hardwareProfile"]!["vmSize"]!.GetValue<string>();
        if (SizeCatalogue.Find(sizeName) is not { } size)
            return Outcome.Refused(
                400, "InvalidParameter",
                $"The value {sizeName} provided for the VM size is not valid. Find out more on the valid VM sizes in each region at https://aka.ms/azure-regionservices.", new() { ["target"] = "vmSize" });
        var zone = (body["zones"] as JsonArray)?.FirstOrDefault()?.GetValue<string>();
        var id = $"/subscriptions/{group.SubscriptionId}/resourceGroups/{group.Name}/providers/{Type}/{name}";
        if (!IsOffered(size, region.Name, zone, group.SubscriptionId))
            return Outcome.Refused(
                409, "SkuNotAvailable",
                $"The requested size for resource '{id}' is currently not available in location '{region.Name}' zones '{zone}' for subscription '{group.SubscriptionId}'. Please try another size or deploy to a different location or zones. See https://aka.ms/azureskunotavailable for details.");
        var plan = new MachinePlan(
            id, name, group, region.Name, zone, properties) { Body = body, PremiumDisks = size.Family.PremiumDisks,
            HasTags = tags is not null };
        return azure.Policies.Refusal(group.SubscriptionId, group.Name, name, size.Name) ?? _disks.Refusal(plan, size)
            ?? _security.Refusal(plan, size.Name) ?? Cards(plan) ?? Joined(exchange, plan)
            ?? Place(exchange, plan, size, tags ?? new SortedDictionary<string, string>(StringComparer.Ordinal));
    }

    private Outcome Place(Exchange exchange, MachinePlan plan, VmSize size, SortedDictionary<string, string> tags)
    {
        var reservation = plan.Properties["capacityReservation"]?["capacityReservationGroup"]?["id"]?.GetValue<string>();
        if (reservation is not null
            && azure.Gate.Linked(exchange, "Microsoft.Compute/capacityReservationGroups/deploy/action", reservation) is { } forbidden)
            return forbidden;
        if (reservation is not null && azure.Reservations.Find(reservation, size.Name, plan.Zone) is null)
            return Outcome.Refused(
                409, "OperationNotAllowed",
                $"The capacity reservation group '{reservation}' has no capacity reservation for VM size '{size.Name}' in zone '{plan.Zone}' that VM '{plan.Name}' could use.");
        var priority = plan.Properties["priority"]?.GetValue<string>() is "Spot" or "Low" ? "Spot" : "Regular";
        if (azure.Limits.Exceeded(
            plan.Group.SubscriptionId, plan.Region, Now, new QuotaChange { Added = (size, priority is "Spot") }) is { } exceeded)
            return Outcome.Refused(exceeded);
        // What a reservation holds is there.
        var hasPlace = reservation is not null && azure.Reservations.Find(reservation, size.Name, plan.Zone) is { } held
            && held.QuantityAt(Now) > azure.Reservations.Allocated(held, Now).Count();
        var lack = !hasPlace && azure.Capacity.Lacks(size.Name, plan.Region, plan.Zone, Now)
            ? azure.Capacity.Failure(plan.Id, plan.Zone, Now) : null;
        if (lack is { IsImmediate: true })
            return Outcome.Refused(lack.Error);
        return Accept(exchange, plan, size, priority, tags, reservation, lack);
    }

    private Outcome Accept(
        Exchange exchange, MachinePlan plan, VmSize size, string priority, SortedDictionary<string, string> tags, string? reservation,
        Lack? lack)
    {
        // One moment: on a real clock two readings differ, and a machine would be older than its first start.
        var now = Now;
        // Recorded: 16 s of an existing disk, 30 s of a Linux image; the first poll of Windows waits for 70.
        var operation = azure.Operations.Begin(
            exchange, plan.Id, plan.Region, !plan.IsFromImage ? (14, 18) : plan.IsWindows ? (65, 85) : (25, 35), lack?.Error);
        operation = operation with { Name = "VirtualMachines_Create", Form = plan.IsFromImage ? PollingForm.CreateMachine(
            plan.IsWindows) : PollingForm.AttachMachine };
        var caller = exchange.Caller?.PrincipalId ?? "";
        var disks = _disks.Make(plan, caller);
        var properties = MachineBody.Completed(plan.Properties, plan.Name, plan.IsWindows, plan.IsFromImage);
        var seed = Noise.Mix(Noise.Of(plan.Id.ToLowerInvariant()), now.UtcTicks);
        var region = Regions.Find(plan.Region)!;
        var curve = new SyntheticCurve(Archetype.Idle, Quiet, seed, region.UtcOffsetHours, LoadCurve.StepOf(now));
        var machine = new Machine(size, curve)
        {
            Index = azure.Fleet.Everything.Count,
            Name = plan.Name,
            SubscriptionId = plan.Group.SubscriptionId,
            ResourceGroup = plan.Group.Name,
            Region = plan.Region,
            Zone = plan.Zone,
            Tags = tags,
            IsWindows = plan.IsWindows,
            LicenseType = properties["licenseType"]?.GetValue<string>(),
            Priority = priority,
            Archetype = Archetype.Idle,
            CreatedAt = now,
            Seed = seed,
            CreditsFrom = now,
            Time = azure.Time,
            Made = new MadeMachine(properties, disks) { HasTags = plan.HasTags, Beside = Beside(plan, seed) },
            Platform = Platform(plan, disks, properties, reservation),
        };
        machine.Guest = new Guest(machine, azure.Guests);
        azure.Watch(machine);
        var isUp = operation.Error is null;
        // Recorded: it is called running long before it is made.
        var up = now.AddSeconds(Math.Min(6, (operation.End - now).TotalSeconds / 2));
        machine.ChangePower(isUp
            ? new PowerChange(now.UtcTicks, up.UtcTicks, MachinePower.Starting, MachinePower.Running, operation.Name, caller)
            : new PowerChange(now.UtcTicks, now.UtcTicks, MachinePower.Deallocating, MachinePower.Deallocated, operation.Name, caller));
        machine.Add(azure.Operations.Keep(operation));
        azure.Fleet.Made.Add(machine);
        foreach (var card in plan.Cards)
            azure.Resources.Attach(card, machine.Id);
        var document = MachineDocument.Resource(machine, now, withInstanceView: false, ComputeNames.AsAsked(exchange, machine.Id));
        return _machines.Shown(exchange, machine, Outcome.Accepted(operation, 201, document));
    }

    // An identity of its own is made with the machine, and dies with it.
    private JsonObject Beside(MachinePlan plan, ulong seed)
    {
        var beside = new JsonObject();
        if (plan.Body["plan"] is JsonObject terms)
            beside["plan"] = terms.DeepClone();
        if (plan.Body["identity"] is not JsonObject asked)
            return beside;
        var identity = new JsonObject { ["type"] = asked["type"]?.GetValue<string>() ?? "SystemAssigned" };
        if (identity["type"]!.GetValue<string>().Contains("SystemAssigned", StringComparison.OrdinalIgnoreCase))
            (identity["principalId"], identity["tenantId"]) = (Noise.Id(seed, "identity").ToString(), azure.TenantId);
        if (asked["userAssignedIdentities"] is JsonObject others)
            identity["userAssignedIdentities"] = others.DeepClone();
        beside["identity"] = identity;
        return beside;
    }

    private static MachinePlatform Platform(MachinePlan plan, List<MadeMachineDisk> disks, JsonObject properties, string? reservation) =>
        new()
    {
        HyperVGeneration = disks[0].Disk.Last.Generation ?? "V2",
        DiskController = properties["storageProfile"]?["diskControllerType"]?.GetValue<string>() ?? "SCSI",
        OsDiskType = disks[0].Disk.Last.Sku,
        DataDiskTypes = [.. disks.Skip(1).Select(one => one.Disk.Last.Sku)],
        NetworkInterfaces = (plan.Properties["networkProfile"]?["networkInterfaces"] as JsonArray)?.Count ?? 1,
        EncryptionAtHost = properties["securityProfile"]?["encryptionAtHost"]?.GetValue<bool>() is true,
        UltraDisksEnabled = properties["additionalCapabilities"]?["ultraSSDEnabled"]?.GetValue<bool>() is true,
        CapacityReservationGroup = reservation,
    };

    // Assumed: the words that Microsoft.Network has for what is missing and what is used.
    private Outcome? Cards(MachinePlan plan)
    {
        foreach (var card in plan.Cards)
        {
            if (azure.Resources.Store.Find(card) is not { } found
                || !plan.Region.Equals(found.Location, StringComparison.OrdinalIgnoreCase))
                return Outcome.Refused(
                    400, "InvalidResourceReference",
                    $"Resource {card} referenced by resource {plan.Id} was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.");
            if (azure.Resources.Store.UserOf(card) is { } user)
                return Outcome.Refused(
                    400, "NicInUse",
                    $"Network Interface {card} is used by existing resource {user}. In order to delete the network interface, it must be dissociated from the resource. To learn more, see aka.ms/deletenic.");
        }
        return null;
    }

    private Outcome? Joined(Exchange exchange, MachinePlan plan) => plan.Cards
        .Select(card => azure.Gate.Linked(exchange, "Microsoft.Network/networkInterfaces/join/action", card))
        .FirstOrDefault(static one => one is not null);

    private static string? Missing(JsonObject body) => body["properties"] is not JsonObject properties ? "properties"
        : properties["hardwareProfile"]?["vmSize"] is null ? "vmSize"
        : properties["storageProfile"]?["osDisk"] is null ? "osDisk"
        : properties["networkProfile"]?["networkInterfaces"] is not JsonArray { Count: > 0 } ? "networkProfile"
        : null;

    private static bool IsOffered(VmSize size, string region, string? zone, string subscription) => SizeCatalogue.OfferedIn(size, region)
        && !SizeCatalogue.RestrictedIn(size, region, subscription)
            && (zone is null || SizeCatalogue.OpenZones(size, region).Contains(zone, StringComparer.Ordinal));

    private static SortedDictionary<string, string> TagsOf(JsonObject sent)
    {
        var tags = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in sent)
            tags[name] = value?.GetValue<string>() ?? "";
        return tags;
    }

    private static JsonObject? Read(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
