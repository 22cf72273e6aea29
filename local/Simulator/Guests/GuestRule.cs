namespace OpsFunctions.Simulator;

/// <summary>When a guest has trouble. What is not set matches everything.</summary>
/// <param name="Trouble">Which.</param>
public sealed record GuestRule(GuestTrouble Trouble)
{
    /// <summary>Part of the machine's id; case does not matter.</summary>
    public string? Machine { get; init; }

    /// <summary>Size the machine has when it comes up; case does not matter.</summary>
    public string? Size { get; init; }

    /// <summary>Only when it comes up by a command for the nth time, from 1; null: every time.</summary>
    public int? Nth { get; init; }
}
