namespace OpsFunctions.Orchestrations.Rightsizing.Report;

/// <summary>Something that could not be read, and what was done instead; the same thing in many places is one.</summary>
/// <param name="Where">Machine, region or row where it was found first.</param>
/// <param name="What">What is wrong and how it was taken.</param>
/// <param name="Count">In how many places it was found.</param>
/// <param name="AlsoAt">The next of these places, at most <see cref="ReportProblems.MostPlaces"/>.</param>
public sealed record ReportProblem(string Where, string What, int Count, IReadOnlyList<string> AlsoAt);
