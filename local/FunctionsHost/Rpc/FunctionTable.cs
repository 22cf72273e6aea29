namespace OpsFunctions.FunctionsHost.Rpc;

/// <summary>The app's functions. Names of functions ignore case, as officially.</summary>
internal sealed class FunctionTable
{
    private readonly Dictionary<string, FunctionInfo> _orchestrators = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, FunctionInfo> _activities = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="InvalidOperationException">Two functions have one name.</exception>
    public FunctionTable(IReadOnlyList<FunctionInfo> functions)
    {
        All = [.. functions.OrderBy(f => f.Name, StringComparer.Ordinal)];
        var twice = All.GroupBy(f => f.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
        {
            var places = string.Join(", ", twice.Select(f => f.EntryPoint));
            throw new InvalidOperationException($"Function '{twice.Key}' is declared more than once: {places}.");
        }

        foreach (var function in Of("orchestrationTrigger"))
        {
            _orchestrators.Add(function.Trigger.Text("orchestration") ?? function.Name, function);
        }

        foreach (var function in Of("activityTrigger"))
        {
            _activities.Add(function.Trigger.Text("activity") ?? function.Name, function);
        }
    }

    public IReadOnlyList<FunctionInfo> All { get; }

    public IEnumerable<FunctionInfo> Of(string trigger) => All.Where(f => f.Trigger.Is(trigger));

    public FunctionInfo? Named(string name) => All.FirstOrDefault(f => string.Equals(f.Name, name, StringComparison.OrdinalIgnoreCase));

    public FunctionInfo? Orchestrator(string name) => _orchestrators.GetValueOrDefault(name);

    public FunctionInfo? Activity(string name) => _activities.GetValueOrDefault(name);
}
