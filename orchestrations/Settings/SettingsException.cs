namespace OpsFunctions.Orchestrations.Settings;

/// <summary>Settings that stop the start: every problem in one message.</summary>
public sealed class SettingsException(IReadOnlyList<string> problems)
    : Exception("The settings are wrong:" + string.Concat(problems.Select(problem => $"\n  {problem}")))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
