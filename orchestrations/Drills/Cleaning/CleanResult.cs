using OpsFunctions.Orchestrations.Drills.Measuring;

namespace OpsFunctions.Orchestrations.Drills.Cleaning;

/// <summary>Something of a drill that is still there.</summary>
/// <param name="UsdPerHour">What it costs, at list price; 0: nothing, or not known.</param>
/// <param name="Command">Removes it.</param>
public sealed record LeftResource(string Id, double UsdPerHour, string Command);

/// <summary>What a clean-up came to.</summary>
/// <param name="Left">What of the drill is still there.</param>
/// <param name="Foreign">What others put into the drill's group, or bears its tag elsewhere: shown and paged, never deleted.</param>
/// <param name="OfAzure">What Azure made itself, such as its network watcher: shown, not counted.</param>
/// <param name="Problem">Why it did not come to its end; null: it did.</param>
/// <param name="Asked">How many ids were asked for and found gone.</param>
public sealed record CleanResult(
    Remains Remains, IReadOnlyList<LeftResource> Left, IReadOnlyList<string> Foreign, IReadOnlyList<string> OfAzure, string? Problem,
    int Asked, DateTimeOffset StartedAt, DateTimeOffset EndedAt)
{
    /// <summary>Nothing had been made.</summary>
    public static CleanResult None(DateTimeOffset now) => new(Remains.Nothing, [], [], [], null, 0, now, now);
}
