using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Making;

/// <summary>The body of a request that makes a machine, and what Azure completes it with.</summary>
internal static class MachineBody
{
    public static BodyShape Shape { get; } = new(
        "id", "name", "type", "location", "zones", "tags.*", "etag", "plan.*", "resources.*", "identity.type", "identity.principalId",
        "identity.tenantId",
            "identity.userAssignedIdentities.*", "properties.provisioningState",
            "properties.vmId", "properties.timeCreated",
        "properties.hardwareProfile.vmSize", "properties.osProfile.*", "properties.diagnosticsProfile.bootDiagnostics.enabled",
            "properties.diagnosticsProfile.bootDiagnostics.storageUri",
        "properties.networkProfile.networkInterfaces.id", "properties.networkProfile.networkInterfaces.properties.primary",
            "properties.networkProfile.networkInterfaces.properties.deleteOption",
        "properties.storageProfile.imageReference.*", "properties.storageProfile.diskControllerType",
            "properties.storageProfile.alignRegionalDisksToVMZone",
        "properties.storageProfile.osDisk.osType", "properties.storageProfile.osDisk.name",
            "properties.storageProfile.osDisk.createOption", "properties.storageProfile.osDisk.caching",
        "properties.storageProfile.osDisk.writeAcceleratorEnabled", "properties.storageProfile.osDisk.diskSizeGB",
            "properties.storageProfile.osDisk.deleteOption",
        "properties.storageProfile.osDisk.managedDisk.id", "properties.storageProfile.osDisk.managedDisk.storageAccountType",
            "properties.storageProfile.osDisk.managedDisk.diskEncryptionSet.id",
        "properties.storageProfile.dataDisks.lun", "properties.storageProfile.dataDisks.name",
            "properties.storageProfile.dataDisks.createOption", "properties.storageProfile.dataDisks.caching",
        "properties.storageProfile.dataDisks.writeAcceleratorEnabled", "properties.storageProfile.dataDisks.diskSizeGB",
            "properties.storageProfile.dataDisks.deleteOption",
        "properties.storageProfile.dataDisks.toBeDetached", "properties.storageProfile.dataDisks.managedDisk.id",
            "properties.storageProfile.dataDisks.managedDisk.storageAccountType",
        "properties.storageProfile.dataDisks.managedDisk.diskEncryptionSet.id", "properties.securityProfile.securityType",
            "properties.securityProfile.encryptionAtHost",
        "properties.securityProfile.uefiSettings.*", "properties.additionalCapabilities.ultraSSDEnabled",
            "properties.additionalCapabilities.hibernationEnabled", "properties.licenseType",
        "properties.priority", "properties.evictionPolicy", "properties.billingProfile.maxPrice",
            "properties.capacityReservation.capacityReservationGroup.id", "properties.userData");

    // What Azure never tells back.
    private static readonly string[] Secrets = ["adminPassword", "customData"];

    /// <summary>The properties as Azure tells them back, without disks.</summary>
    public static JsonObject Completed(JsonObject sent, string name, bool isWindows, bool isFromImage)
    {
        var properties = (JsonObject)sent.DeepClone();
        foreach (var own in new[] { "provisioningState", "vmId", "timeCreated", "userData" })
            properties.Remove(own);
        foreach (var empty in properties.Where(one => one.Value is null).Select(one => one.Key).ToList())
            properties.Remove(empty);
        if (properties["osProfile"] is JsonObject profile)
            properties["osProfile"] = Profile(profile, name, isWindows);
        var storage = properties["storageProfile"] as JsonObject ?? [];
        if (isFromImage && storage["imageReference"] is JsonObject { } image && image["publisher"] is not null)
            image["exactVersion"] = image["version"]?.GetValue<string>() is { } version and not "latest" ? version : isWindows
                ? "20348.3807.250602" : "24.04.202506060";
        return properties;
    }

    private static JsonObject Profile(JsonObject sent, string name, bool isWindows)
    {
        var profile = new JsonObject { ["computerName"] = sent["computerName"]?.DeepClone() ?? name };
        foreach (
            var (part, value) in sent.Where(
            one => one.Value is not null && one.Key != "computerName" && !Secrets.Contains(one.Key, StringComparer.Ordinal)))
            profile[part] = value!.DeepClone();
        if (isWindows)
        {
            var windows = profile["windowsConfiguration"] as JsonObject ?? [];
            foreach (var part in new[] { "provisionVMAgent", "enableAutomaticUpdates", "enableVMAgentPlatformUpdates" })
                windows[part] ??= true;
            profile["windowsConfiguration"] = windows.Parent is null ? windows : windows.DeepClone();
        }
        else if (profile["linuxConfiguration"] is JsonObject linux)
            linux["provisionVMAgent"] ??= true;
        profile["secrets"] ??= new JsonArray();
        profile["allowExtensionOperations"] ??= true;
        profile["requireGuestProvisionSignal"] ??= true;
        return profile;
    }
}
