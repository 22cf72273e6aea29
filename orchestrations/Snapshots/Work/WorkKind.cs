using System.Text.Json.Serialization;

namespace OpsFunctions.Orchestrations.Snapshots.Work;

/// <summary>What is done with points.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WorkKind>))]
public enum WorkKind
{
    Take,
    Copy,
    Delete,
}
