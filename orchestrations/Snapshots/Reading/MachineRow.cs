using System.Text.Json;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Guard.Calendar;
using OpsFunctions.Orchestrations.Snapshots.Planning;
using OpsFunctions.Orchestrations.Snapshots.Settings;

namespace OpsFunctions.Orchestrations.Snapshots.Reading;

/// <summary>Reads a machine and where its disks hang from its row of the inventory.</summary>
internal static class MachineRow
{
    public const string Extend = """
        | extend vmId = properties.vmId
        | extend size = properties.hardwareProfile.vmSize
        | extend osDisk = properties.storageProfile.osDisk
        | extend dataDisks = properties.storageProfile.dataDisks
        | extend power = properties.extended.instanceView.powerState.code

        """;

    public const string Columns = "name, subscriptionId, location, tags, vmId, size, osDisk, dataDisks, power";

    private const string DisksTag = "ops:disks";

    /// <summary>The machine without its disks' own figures, and which disks they are.</summary>
    /// <exception cref="FormatException">It lacks what no machine lacks.</exception>
    public static (ProtectedMachine Machine, IReadOnlyList<HungDisk> Disks) Read(JsonElement row, SnapshotOptions options)
    {
        var id = row.Get("id").Text() ?? throw new FormatException("a machine without an id");
        var tags = ResourceTags.Read(row.Get("tags"));
        var ops = OpsTags.Read(tags, Mode.Report);
        var region = (row.Get("location").Text() ?? throw new FormatException($"{id} without a location")).ToLowerInvariant();
        var zone = ResourceZone.Of(tags, region);
        List<HungDisk> disks = [Hung(row.Get("osDisk"), "os"), .. row.Get("dataDisks").Items()
            .Select(disk => Hung(disk, $"data{disk.Get("lun").Whole() ?? 0}"))];
        return (new ProtectedMachine
        {
            Id = id,
            Name = row.Get("name").Text() ?? ArmId.NameOf(id),
            Subscription = (row.Get("subscriptionId").Text()
                ?? throw new FormatException($"{id} without a subscription")).ToLowerInvariant(),
            Region = region,
            Size = row.Get("size").Text() ?? "",
            VmId = row.Get("vmId").Text() ?? throw new FormatException($"{id} without its own id"),
            IsRunning = string.Equals(row.Get("power").Text(), "PowerState/running", StringComparison.OrdinalIgnoreCase),
            Choice = WithUnknown(PolicyChoice.Of(id, tags, options), tags),
            HasIndependentDisks = string.Equals(
                tags.GetValueOrDefault(DisksTag)?.Trim(), "independent", StringComparison.OrdinalIgnoreCase),
            Environment = ops.Environment,
            TimeZone = zone.Name,
            ZoneProblem = zone.Problem,
            TagProblems = ops.Contradictions,
            Owner = ops.Owner,
        }, disks);
    }

    // ops:snapshot instead of ops:snapshots would leave the machine without points, and nobody would know.
    private static PolicyChoice WithUnknown(PolicyChoice choice, Dictionary<string, string> tags) =>
        OpsTags.Unknown(tags).Prepend(choice.Problem).OfType<string>().ToList() is { Count: > 0 } problems
            ? choice with { Problem = string.Join("; ", problems) }
            : choice;

    private static HungDisk Hung(JsonElement disk, string role) => new(
        role, disk.Get("managedDisk").Get("id").Text(), disk.Get("caching").Text() ?? "None",
        string.Equals(disk.Get("diffDiskSettings").Get("option").Text(), "Local", StringComparison.OrdinalIgnoreCase));
}

/// <summary>A disk as its machine has it.</summary>
/// <param name="Id">Null: no managed disk.</param>
internal sealed record HungDisk(string Role, string? Id, string Caching, bool IsEphemeral);
