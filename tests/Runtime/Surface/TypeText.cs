using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace OpsFunctions.Tests.Runtime.Surface;

/// <summary>How the lists write types, nullability, parameters and constraints.</summary>
internal static class TypeText
{
    public static string Of(Type type)
    {
        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        if (type.IsArray)
        {
            return Of(type.GetElementType()!) + "[]";
        }

        var name = (type.IsNested ? Of(type.DeclaringType!) + "+" : type.Namespace is null ? "" : type.Namespace + ".") + type.Name;
        return type.IsGenericType
            ? name.Split('`')[0] + "<" + string.Join(", ", type.GetGenericArguments().Select(Of)) + ">"
            : name;
    }

    // A context of its own for each call: it is not safe for tests that run in parallel.
    public static string Of(PropertyInfo property) => Nullable(property.PropertyType, new NullabilityInfoContext().Create(property));

    public static string Of(ParameterInfo parameter) => Nullable(parameter.ParameterType, new NullabilityInfoContext().Create(parameter));

    public static string Parameters(MethodBase method)
    {
        var list = string.Join(", ", method.GetParameters().Select(Parameter));
        return method.IsDefined(typeof(ExtensionAttribute), false) ? "this " + list : list;
    }

    public static string Constraints(IEnumerable<Type> arguments) => string.Concat(
        arguments.Where(a => a.IsGenericParameter).Select(a => (a.Name, Rules: Rules(a).ToList()))
            .Where(a => a.Rules.Count > 0).Select(a => $" where {a.Name} : {string.Join(", ", a.Rules)}"));

    private static IEnumerable<string> Rules(Type argument)
    {
        var flags = argument.GenericParameterAttributes;
        var isStruct = flags.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        var isClass = flags.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint);
        var types = argument.GetGenericParameterConstraints().Where(c => c != typeof(ValueType)).Select(Of);
        var isNew = flags.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !isStruct;
        return [.. isStruct ? ["struct"] : isClass ? new[] { "class" } : [], .. types, .. isNew ? new[] { "new()" } : []];
    }

    private static string Parameter(ParameterInfo parameter)
    {
        var type = parameter.ParameterType.IsByRef
            ? (parameter.IsOut ? "out " : "ref ") + Of(parameter.ParameterType.GetElementType()!)
            : Of(parameter);
        var prefix = parameter.IsDefined(typeof(ParamArrayAttribute), false) ? "params " : "";
        return $"{prefix}{type} {parameter.Name}{(parameter.IsOptional ? " = " + Default(parameter) : "")}";
    }

    private static string Default(ParameterInfo parameter) => parameter.RawDefaultValue switch
    {
        null or DBNull or Missing => parameter.ParameterType.IsValueType && System.Nullable.GetUnderlyingType(parameter.ParameterType) is null ? "default" : "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Nullable(Type type, NullabilityInfo info)
    {
        if (type.IsByRef)
        {
            return Of(type);
        }

        if (System.Nullable.GetUnderlyingType(type) is { } value)
        {
            return Of(value) + "?";
        }

        var mark = !type.IsValueType && info.ReadState == NullabilityState.Nullable ? "?" : "";
        if (type.IsArray)
        {
            var element = type.GetElementType()!;
            return (info.ElementType is { } inner ? Nullable(element, inner) : Of(element)) + "[]" + mark;
        }

        var arguments = type.GetGenericArguments();
        return type.IsGenericType && !type.IsGenericTypeDefinition && info.GenericTypeArguments.Length == arguments.Length
            ? Of(type).Split('<')[0] + "<" + string.Join(", ", arguments.Zip(info.GenericTypeArguments, Nullable)) + ">" + mark
            : Of(type) + mark;
    }
}
