using System.Text.Json.Serialization;

namespace OpsFunctions.Orchestrations;

/// <summary>Who the suite is for Azure: an identity of its own for each kind of work, so that none has the rights of all.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AzureIdentity>))]
public enum AzureIdentity
{
    /// <summary>Reads what is decided by, and keeps state, evidence, reports and queues.</summary>
    Read,

    /// <summary>Changes what is in production.</summary>
    Act,

    /// <summary>Builds drills, and reads for them.</summary>
    Drill,

    /// <summary>Reads who may do what, also in the directory.</summary>
    Audit,
}
