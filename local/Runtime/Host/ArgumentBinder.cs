using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Local.Hub;

namespace OpsFunctions.Local.Host;

/// <summary>Finds a value for each parameter of a function.</summary>
internal sealed class ArgumentBinder(HubClient client)
{
    public object?[] Bind(LocalFunctionContext context) =>
        [.. context.Entry.Parameters.Select(p => Bind(context, p) ?? Missing(p))];

    private object? Bind(LocalFunctionContext context, ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        return type switch
        {
            _ when type == typeof(FunctionContext) => context,
            _ when type == typeof(CancellationToken) => context.CancellationToken,
            _ when parameter == context.Entry.TriggerParameter => context.Trigger.Value(type),
            _ when parameter.IsDefined(typeof(DurableClientAttribute)) => client,
            _ when context.Trigger.Data.TryGetValue(parameter.Name!, out var value) => Convert(context, parameter, value),
            _ when parameter.HasDefaultValue => parameter.DefaultValue,
            _ when type.IsValueType || new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable => null,
            _ => throw new InvalidOperationException($"Parameter '{parameter.Name}' of function '{context.Entry.Name}' is bound to nothing."),
        };
    }

    private static object? Convert(LocalFunctionContext context, ParameterInfo parameter, object? value)
    {
        if (value is null || parameter.ParameterType.IsInstanceOfType(value))
        {
            return value;
        }

        try
        {
            return TypeDescriptor.GetConverter(parameter.ParameterType).ConvertFrom(null, CultureInfo.InvariantCulture, value);
        }
        catch (Exception e) when (e is NotSupportedException or ArgumentException or FormatException)
        {
            throw new ArgumentBindingException($"'{value}' is no {parameter.ParameterType.Name} for parameter '{parameter.Name}' of function '{context.Entry.Name}'.", e);
        }
    }

    private static object? Missing(ParameterInfo parameter) => parameter.ParameterType is { IsValueType: true } type && Nullable.GetUnderlyingType(type) is null
        ? RuntimeHelpers.GetUninitializedObject(type)
        : null;
}

/// <summary>The caller's data does not fit a parameter.</summary>
internal sealed class ArgumentBindingException(string message, Exception inner) : Exception(message, inner);
