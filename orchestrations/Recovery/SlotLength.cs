using System.Text.Json.Serialization;

namespace OpsFunctions.Orchestrations.Recovery;

/// <summary>How long a slot is, UTC.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SlotLength>))]
public enum SlotLength
{
    Hourly,
    Daily,

    /// <summary>From Monday.</summary>
    Weekly,
    Monthly,
    Yearly,
}

/// <summary>What the points of a machine with several disks have in common.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Consistency>))]
public enum Consistency
{
    /// <summary>Nothing: a snapshot a disk, one after the other.</summary>
    None,

    /// <summary>As after a power cut: one restore point of all disks.</summary>
    Crash,

    /// <summary>Quiesced by the agent (VSS, or file systems frozen): one restore point of all disks, three hours apart at least.</summary>
    Application,
}
