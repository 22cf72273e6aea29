using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace OpsFunctions.Local.Host;

/// <summary>One function of the app, as found by reflection.</summary>
internal sealed class FunctionEntry
{
    private readonly MethodInvoker _invoker;
    private readonly Func<object?, Task<object?>> _await;

    public FunctionEntry(MethodInfo method)
    {
        Method = method;
        Name = method.GetCustomAttribute<FunctionAttribute>()!.Name;
        Parameters = method.GetParameters();
        var triggers = Parameters.Where(p => p.GetCustomAttribute<TriggerBindingAttribute>() is not null).ToList();
        TriggerParameter = triggers.Count == 1
            ? triggers[0]
            : throw new InvalidOperationException($"Function '{Name}' ({Where}) needs exactly one trigger, but has {triggers.Count}.");
        Trigger = TriggerParameter.GetCustomAttribute<TriggerBindingAttribute>()!;
        Definition = new LocalFunctionDefinition(this);
        _invoker = MethodInvoker.Create(method);
        _await = Results.AwaiterOf(method.ReturnType);
    }

    public MethodInfo Method { get; }

    public string Name { get; }

    public ParameterInfo[] Parameters { get; }

    public ParameterInfo TriggerParameter { get; }

    public TriggerBindingAttribute Trigger { get; }

    public FunctionDefinition Definition { get; }

    public string Where => $"{Method.DeclaringType?.FullName}.{Method.Name}";

    public Task<object?> InvokeAsync(object? target, object?[] arguments) => _await(_invoker.Invoke(target, arguments.AsSpan()));
}
