using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Making;

namespace OpsFunctions.Simulator.Management;

/// <summary>How what was said of a machine of the fleet shows.</summary>
internal static class TraitDocument
{
    private static readonly JsonObject Nothing = [];

    /// <summary>What stands beside the machine's properties: plan, identity.</summary>
    public static JsonObject Beside(Machine machine)
    {
        var traits = machine.Traits;
        if (traits is { Plan: null, Identity: null })
            return Nothing;
        var beside = new JsonObject();
        if (Plan(traits) is { } plan)
            beside["plan"] = plan;
        if (traits.Identity is { } identity)
        {
            beside["identity"] = Identity(machine, identity);
        }
        return beside;
    }

    private static JsonObject Identity(Machine machine, string type)
    {
        var identity = new JsonObject { ["type"] = type };
        if (type.Contains("SystemAssigned", StringComparison.Ordinal))
        {
            identity["principalId"] = SimulatedIdentities.PrincipalOf(machine);
            identity["tenantId"] = machine.Traits.TenantId;
        }
        if (machine.Traits.UserIdentities.Count == 0)
            return identity;
        var others = new JsonObject();
        foreach (var one in machine.Traits.UserIdentities.Select(static id => new UserAssignedIdentity(id, "")))
            others[one.Id] = new JsonObject { ["principalId"] = one.PrincipalId, ["clientId"] = one.ClientId };
        identity["userAssignedIdentities"] = others;
        return identity;
    }

    /// <summary>Null: it says nothing of its security.</summary>
    public static JsonObject? Security(Machine machine)
    {
        var profile = new JsonObject();
        if (machine.Platform.EncryptionAtHost)
            profile["encryptionAtHost"] = true;
        if (machine.Traits.SecurityType is { } type)
        {
            profile["securityType"] = type;
            profile["uefiSettings"] = new JsonObject { ["secureBootEnabled"] = true, ["vTpmEnabled"] = true };
        }
        return profile.Count == 0 ? null : profile;
    }

    public static JsonObject? Plan(MachineTraits traits) => traits.Plan is (var publisher, var product, var name)
        ? new JsonObject { ["name"] = name, ["publisher"] = publisher, ["product"] = product }
        : null;

    /// <summary>What a disk or snapshot shows of it.</summary>
    public static void Add(JsonObject properties, DiskSecurity? security)
    {
        if (security is null)
            return;
        if (security.Type is { } type)
            properties["securityProfile"] = new JsonObject { ["securityType"] = type };
        if (security.Plan is { } plan)
            properties["purchasePlan"] = plan.DeepClone();
        if (security.MaxShares is { } shares)
            properties["maxShares"] = shares;
        if (security.SectorBytes is { } bytes && properties["creationData"] is JsonObject creation)
            creation["logicalSectorSize"] = bytes;
    }

    /// <summary>The extension that encrypts from inside.</summary>
    public static MachineExtension Encryption(Machine machine)
    {
        var type = machine.IsWindows ? "AzureDiskEncryption" : "AzureDiskEncryptionForLinux";
        return new(type, machine.Region, new Dictionary<string, string>(StringComparer.Ordinal), new JsonObject
        {
            ["autoUpgradeMinorVersion"] = true, ["publisher"] = "Microsoft.Azure.Security", ["type"] = type,
            ["typeHandlerVersion"] = machine.IsWindows ? "2.2" : "1.1",
            ["settings"] = new JsonObject { ["EncryptionOperation"] = "EnableEncryption", ["VolumeType"] = "All" },
        });
    }
}
