namespace OpsFunctions.Orchestrations.Snapshots.Retention.Rules;

/// <summary>One reason to keep good points. What no rule keeps may go; no rule ever takes away what another keeps.</summary>
internal interface IKeepRule
{
    /// <summary>Marks what it keeps, and why. Called only where there is a good point.</summary>
    void Apply(GoodPoints good);
}
