namespace OpsFunctions.Orchestrations;

/// <summary>A run and the moment it looks back from.</summary>
/// <param name="RunId">Id of the run, also its orchestration's instance id.</param>
/// <param name="AsOf">End of the look-back, UTC; fixed once, so that a repeated activity sees the same window.</param>
public sealed record RunMoment(string RunId, DateTimeOffset AsOf);

/// <summary>Who asked for a run.</summary>
/// <param name="RequestedBy">Id of the caller, or of the timer; he may not approve what it plans.</param>
public sealed record RunInput(string RequestedBy)
{
    public const string Timer = "timer";
}

/// <summary>A run's closed chain of evidence.</summary>
/// <param name="Chain">Its name in the evidence container.</param>
/// <param name="Records">How many records it has.</param>
/// <param name="Hash">Hash of the record that closes it.</param>
public sealed record RunEvidence(string Chain, long Records, string Hash);
