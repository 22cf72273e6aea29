using System.Text.Json.Serialization;

namespace OpsFunctions.Orchestrations;

/// <summary>How far a capability may go. Ordered from narrow to wide, so the narrower of two is the smaller.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Mode>))]
public enum Mode
{
    /// <summary>Looks away: no advice, no change.</summary>
    Off = 0,

    /// <summary>Decides and records, changes nothing. The default everywhere.</summary>
    Report = 1,

    /// <summary>Changes what a person approved.</summary>
    Approve = 2,

    /// <summary>Changes what the policy allows.</summary>
    Apply = 3,
}
