using System.Text.Json;

namespace OpsFunctions.FunctionsHost.Rpc;

/// <summary>A function as the worker announced it.</summary>
internal sealed record FunctionInfo(
    string Id, string Name, string EntryPoint, FunctionBinding Trigger, IReadOnlyList<FunctionBinding> Bindings)
{
    // What this host can feed; every other trigger would be a function that never runs, without a word.
    private static readonly string[] Triggers = ["httpTrigger", "timerTrigger", "queueTrigger", "orchestrationTrigger", "activityTrigger"];
    private static readonly string[] Others = ["durableClient", "http"];

    /// <exception cref="InvalidOperationException">It has no trigger, several, or a binding that this host does not know.</exception>
    public static FunctionInfo Read(RpcFunctionMetadata metadata)
    {
        var bindings = metadata.RawBindings.Select(FunctionBinding.Parse).ToList();
        var triggers = bindings.Where(b => b.IsTrigger).ToList();
        var where = $"Function '{metadata.Name}' ({metadata.EntryPoint})";
        if (triggers.Count != 1)
        {
            throw new InvalidOperationException($"{where} needs exactly one trigger, but has {triggers.Count}.");
        }

        if (triggers[0].Is("entityTrigger"))
        {
            throw new InvalidOperationException(
                $"{where} is an entity. The local host runs no entities: keep the state in an orchestration or in storage.");
        }

        var unknown = bindings.Find(b => !Triggers.Concat(Others).Any(b.Is));
        return unknown is null
            ? new FunctionInfo(metadata.FunctionId, metadata.Name, metadata.EntryPoint, triggers[0], bindings)
            : throw new InvalidOperationException(
                $"{where} has a binding of type '{unknown.Type}'. The local host knows {string.Join(", ", Triggers.Concat(Others))}.");
    }
}

/// <summary>One binding of a function; <paramref name="Raw"/> is its declaration.</summary>
internal sealed record FunctionBinding(string Name, string Type, JsonElement Raw)
{
    public bool IsTrigger => Type.EndsWith("Trigger", StringComparison.OrdinalIgnoreCase);

    public static FunctionBinding Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var raw = document.RootElement.Clone();
        return new FunctionBinding(raw.GetProperty("name").GetString()!, raw.GetProperty("type").GetString()!, raw);
    }

    public bool Is(string type) => string.Equals(Type, type, StringComparison.OrdinalIgnoreCase);

    public string? Text(string name) =>
        Raw.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>False where it says nothing, unless <paramref name="otherwise"/>.</summary>
    public bool Flag(string name, bool otherwise = false) =>
        Raw.TryGetProperty(name, out var value) ? value.ValueKind == JsonValueKind.True : otherwise;
}
