using System.Collections;
using Microsoft.Azure.Functions.Worker;

namespace OpsFunctions.Local.Host;

/// <summary>One invocation.</summary>
internal sealed class LocalFunctionContext(FunctionEntry entry, TriggerData trigger, IServiceProvider services, CancellationToken stop) : FunctionContext
{
    public override string InvocationId { get; } = Guid.NewGuid().ToString();

    public override string FunctionId => entry.Definition.Id;

    public override TraceContext TraceContext { get; } = new NoTrace();

    public override BindingContext BindingContext { get; } = new LocalBindingContext(trigger.Data);

    public override Microsoft.Azure.Functions.Worker.RetryContext RetryContext { get; } = new FirstAttempt();

    public override IServiceProvider InstanceServices { get; set; } = services;

    public override FunctionDefinition FunctionDefinition => entry.Definition;

    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

    public override IInvocationFeatures Features { get; } = new InvocationFeatures();

    public override CancellationToken CancellationToken => stop;

    public FunctionEntry Entry => entry;

    public TriggerData Trigger => trigger;

    public LocalInvocationResult Result { get; } = new();

    private sealed class NoTrace : TraceContext
    {
        public override string TraceParent => string.Empty;

        public override string TraceState => string.Empty;
    }

    private sealed class LocalBindingContext(IReadOnlyDictionary<string, object?> data) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData => data;
    }

    private sealed class FirstAttempt : Microsoft.Azure.Functions.Worker.RetryContext
    {
        public override int RetryCount => 0;

        public override int MaxRetryCount => 0;
    }

    private sealed class InvocationFeatures : IInvocationFeatures
    {
        private readonly Dictionary<Type, object> _features = [];

        public void Set<T>(T? instance)
        {
            if (instance is null)
            {
                _features.Remove(typeof(T));
            }
            else
            {
                _features[typeof(T)] = instance;
            }
        }

        public T? Get<T>() => _features.TryGetValue(typeof(T), out var feature) ? (T)feature : default;

        public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => _features.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

/// <summary>What started an invocation: the value for the trigger's parameter by its type, and data by name for the others.</summary>
internal sealed record TriggerData(Func<Type, object?> Value, IReadOnlyDictionary<string, object?> Data);

internal sealed class LocalInvocationResult : InvocationResult
{
    public override object? Value { get; set; }
}
