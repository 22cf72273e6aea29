using OpsFunctions.Local.Host;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>What an invocation returns; middleware may replace it.</summary>
public abstract class InvocationResult<T>
{
    public abstract T? Value { get; set; }
}

public abstract class InvocationResult : InvocationResult<object>;

/// <summary>Results of an invocation.</summary>
public static class FunctionContextBindingFeatureExtensions
{
    public static InvocationResult GetInvocationResult(this FunctionContext context) => ((LocalFunctionContext)context).Result;

    public static InvocationResult<T?> GetInvocationResult<T>(this FunctionContext context) => new Typed<T>(context.GetInvocationResult());

    private sealed class Typed<T>(InvocationResult inner) : InvocationResult<T?>
    {
        public override T? Value
        {
            get => (T?)inner.Value;
            set => inner.Value = value;
        }
    }
}
