using System.Collections.Immutable;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace OpsFunctions.Local.Host;

/// <summary>A function's declaration as middleware sees it.</summary>
internal sealed class LocalFunctionDefinition(FunctionEntry entry) : FunctionDefinition
{
    public override ImmutableArray<FunctionParameter> Parameters { get; } =
        [.. entry.Parameters.Select(p => new FunctionParameter(p.Name!, p.ParameterType, p.HasDefaultValue, p.HasDefaultValue ? p.DefaultValue : null))];

    public override string PathToAssembly => entry.Method.Module.FullyQualifiedName;

    public override string EntryPoint => entry.Where;

    public override string Id => entry.Name;

    public override string Name => entry.Name;

    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; } = entry.Parameters
        .Select(p => (p.Name, Binding: p.GetCustomAttributes(true).OfType<BindingAttribute>().FirstOrDefault()))
        .Where(p => p.Binding is not null)
        .ToImmutableDictionary(p => p.Name!, BindingMetadata (p) => new LocalBindingMetadata(p.Name!, TypeOf(p.Binding!)), StringComparer.Ordinal);

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings { get; } = ImmutableDictionary<string, BindingMetadata>.Empty;

    // TimerTriggerAttribute is "timerTrigger" in the metadata of the official host.
    private static string TypeOf(BindingAttribute binding)
    {
        var name = binding.GetType().Name;
        return char.ToLowerInvariant(name[0]) + name[1..^nameof(Attribute).Length];
    }
}

internal sealed class LocalBindingMetadata(string name, string type) : BindingMetadata
{
    public override string Name => name;

    public override string Type => type;

    public override BindingDirection Direction => BindingDirection.In;
}
