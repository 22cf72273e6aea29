using Azure;
using Azure.Core;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

/// <summary>Snapshots and their copies over plain REST.</summary>
internal static class Disks
{
    public static string Home(this Machine machine) =>
        $"/subscriptions/{machine.SubscriptionId}/resourceGroups/{machine.ResourceGroup}/providers/Microsoft.Compute";

    public static string SnapshotId(this Machine machine, string name) => $"{machine.Home()}/snapshots/{name}";

    public static string DiskId(this SimulatedClients clients, Machine machine, int? lun = null) =>
        clients.Azure.DisksOf(machine).Single(disk => disk.Lun == lun).Id;

    public static Task<Response> Snapshot(
        this SimulatedClients clients, Machine machine, string name, int? lun = null, bool incremental = true, string? set = null,
        object? tags = null) =>
        clients.Pipeline().Act(RequestMethod.Put, machine.SnapshotId(name), new
        {
            location = machine.Region,
            tags = tags ?? new { },
            properties = new
            {
                creationData = new { createOption = "Copy", sourceResourceId = clients.DiskId(machine, lun) },
                incremental,
                encryption = set is null ? null : new { type = "EncryptionAtRestWithCustomerKey", diskEncryptionSetId = set },
            },
        });

    public static Task<Response> Copy(
        this SimulatedClients clients, Machine machine, string source, string name, string region, string? set = null) =>
        clients.Pipeline().Act(RequestMethod.Put, machine.SnapshotId(name), new
        {
            location = region,
            properties = new
            {
                creationData = new { createOption = "CopyStart", sourceResourceId = machine.SnapshotId(source) },
                incremental = true,
                encryption = set is null ? null : new { type = "EncryptionAtRestWithCustomerKey", diskEncryptionSetId = set },
            },
        });

    public static async Task<System.Text.Json.JsonElement> Read(this SimulatedClients clients, string id) =>
        (await clients.Pipeline().Act(RequestMethod.Get, id)).Json().GetProperty("properties");

    /// <summary>A part of a resource beside its properties.</summary>
    public static async Task<System.Text.Json.JsonElement> Read(this SimulatedClients clients, string id, string of) =>
        (await clients.Pipeline().Act(RequestMethod.Get, id)).Json().GetProperty(of);

    public static void Refused(this Response response, int status, string code) =>
        Assert.Equal((status, code), (response.Status, response.Status < 400 ? "" : response.ErrorCode()));

    public static void Hits(this SimulatedClients clients, params ProtectionLimit[] limits) =>
        Assert.Equal(limits, clients.Azure.Snapshots.LimitsHit.Select(hit => hit.What));

    public static string OtherRegion(this Machine machine) => machine.Region == "westeurope" ? "northeurope" : "westeurope";
}
