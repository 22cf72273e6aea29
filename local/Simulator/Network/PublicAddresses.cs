using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Network;

/// <summary>Public addresses: a static one has its address at once, a dynamic one while something that uses it is on.</summary>
internal static class PublicAddresses
{
    public static Outcome? Check(ResourceWrite write)
    {
        var (sku, method) = (SkuOf(write), write.Properties.Text("publicIPAllocationMethod"));
        if (write.Properties.Text("publicIPAddressVersion") is not (null or "IPv4"))
            throw new Http.NotSimulatedException("public addresses of IPv6");
        return sku is "Standard" && method is "Dynamic"
            ? Outcome.RefusedWithDetails(
                400, "StandardSkuPublicIPAddressesMustBeStatic",
                $"Standard sku publicIp {write.Id} must have AllocationMethod set to Static.")
            : null;
    }

    public static JsonObject Properties(ResourceWrite write)
    {
        var method = write.Properties.Text("publicIPAllocationMethod") ?? (SkuOf(write) is "Standard" ? "Static" : "Dynamic");
        var properties = new JsonObject();
        if (method is "Static")
            properties["ipAddress"] = AddressOf(write.Id);
        properties["publicIPAddressVersion"] = "IPv4";
        properties["publicIPAllocationMethod"] = method;
        properties["idleTimeoutInMinutes"] = write.Properties.Number("idleTimeoutInMinutes") ?? 4;
        if (write.Properties?["dnsSettings"].Text("domainNameLabel") is { Length: > 0 } label)
            properties["dnsSettings"] = new JsonObject { ["domainNameLabel"] = label,
                ["fqdn"] = $"{label}.{write.Location}.cloudapp.azure.com" };
        properties["ipTags"] = new JsonArray();
        return properties;
    }

    public static JsonObject Beside(ResourceWrite write)
    {
        var beside =
            new JsonObject { ["sku"] = new JsonObject { ["name"] = SkuOf(write), ["tier"] = write.Body["sku"].Text("tier")
            ?? "Regional" } };
        if (write.Body.Texts("zones") is { Count: > 0 } zones)
            beside["zones"] = RequestBody.List(zones);
        return beside;
    }

    public static void Show(StoredResource address, JsonObject document)
    {
        if (UserOf(address) is not { Id: not null } user)
            return;
        var properties = document["properties"]!;
        properties["ipConfiguration"] = new JsonObject { ["id"] = user.Id };
        if (properties.Text("ipAddress") is null && address.Store.Find(user.Interface) is { } card
            && NetworkInterfaces.MachineOf(card) is not null)
            properties["ipAddress"] = AddressOf(address.Id);
    }

    public static OperationError? InUse(StoredResource address, IReadOnlySet<string> going) =>
        UserOf(address) is { Id: not null } user && !going.Contains(user.Interface)
        ? new OperationError(
            "PublicIPAddressCannotBeDeleted",
            $"Public IP address {address.Id} can not be deleted since it is still allocated to resource {user.Id}. In order to delete the public IP, disassociate/detach the Public IP address from the resource. To learn how to do this, see aka.ms/deletepublicip.")
        : null;

    // Of the block that is kept for documentation (RFC 5737 and 2544), so that it is nobody's.
    private static string AddressOf(string id)
    {
        var draw = Noise.Of(id.ToLowerInvariant());
        return AddressRange.Text(0xC6120000 + (uint)(draw % 0x1FFFE) + 1);
    }

    private static string SkuOf(ResourceWrite write) =>
        write.Body["sku"].Text("name") ?? write.Present?.Beside["sku"].Text("name") ?? "Basic";

    private static (string Interface, string? Id) UserOf(StoredResource address) => address.Store.Stored(NetworkTypes.Interface.Name)
        .SelectMany(static card => card.Properties.Objects("ipConfigurations").Select(one => (Card: card, One: one)))
        .Where(pair => string.Equals(pair.One["properties"]?["publicIPAddress"].Text("id"), address.Id, StringComparison.OrdinalIgnoreCase))
        .Select(static pair => (pair.Card.Id, (string?)$"{pair.Card.Id}/ipConfigurations/{pair.One.Text("name")}")).FirstOrDefault();
}
