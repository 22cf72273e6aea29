using System.Text.Json.Serialization;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Guard.Stop;

/// <summary>How much is stopped, from nothing to all.</summary>
[JsonConverter(typeof(CamelCaseEnum))]
public enum KillSwitchLevel
{
    Off = 0,

    /// <summary>Nothing goes on to a next forward step; a registered undo is still carried out.</summary>
    Soft = 1,

    /// <summary>Nothing is undone, either; what is stranded by that is listed.</summary>
    Hard = 2,
}

/// <summary>How the kill switch stands, and who put it so.</summary>
/// <param name="By">A caller's id; empty where nobody ever touched it.</param>
/// <param name="At">When, UTC.</param>
[StateDocument(
    "guard/kill-switch",
    Loss = "it counts as off",
    Damage = "it counts as thrown, soft: no step forward",
    Mend = "PUT or DELETE kill-switch writes it anew")]
public sealed record KillSwitchState(KillSwitchLevel Level, string By, DateTimeOffset At, string Reason)
{
    /// <summary>It could not be read, and counts as soft.</summary>
    public bool IsUnread { get; init; }

    // Goes into evidence, which nobody can delete: what somebody wrote stays with the switch.
    internal string InWords => IsUnread
        ? $"the kill switch is {Shown}: {Reason}"
        : $"the kill switch is {Shown}, by {By}; GET kill-switch says why";

    private string Shown => Level.ToString().ToLowerInvariant();
}
