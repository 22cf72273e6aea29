using System.Reflection;

namespace OpsFunctions.Tests.Runtime.Surface;

/// <summary>Prints public and protected members, one line each, in the form of the lists in <c>official-api</c>.</summary>
internal static class SurfacePrinter
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Lines(Type type) => type.GetMembers(Declared).Select(Line).OfType<string>().Prepend(TypeLine(type)).Distinct(StringComparer.Ordinal);

    private static string TypeLine(Type type)
    {
        var kind = Kind(type);
        var bases = new List<string>();
        if (kind is "class" or "sealed class" or "abstract class" && type.BaseType is { } parent && parent != typeof(object))
        {
            bases.Add(TypeText.Of(parent));
        }

        if (kind is not ("delegate" or "enum"))
        {
            bases.AddRange(type.GetInterfaces().Where(i => i.IsPublic || i.IsNestedPublic).Select(TypeText.Of).Order(StringComparer.Ordinal));
        }

        return TypeText.Of(type) + " : " + kind + (bases.Count > 0 ? " : " + string.Join(", ", bases) : "")
            + TypeText.Constraints(type.GetGenericArguments()) + Usage(type);
    }

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        _ when typeof(Delegate).IsAssignableFrom(type) => "delegate",
        { IsInterface: true } => "interface",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static string Usage(Type type)
    {
        var usage = type.GetCustomAttributesData().FirstOrDefault(a => a.AttributeType == typeof(AttributeUsageAttribute));
        return usage is null
            ? ""
            : $" [AttributeUsage({(AttributeTargets)usage.ConstructorArguments[0].Value!}"
                + string.Concat(usage.NamedArguments.Select(n => $", {n.MemberName} = {n.TypedValue.Value}")) + ")]";
    }

    private static string? Line(MemberInfo member) => member switch
    {
        // A record's copy method cannot be named in source; its return type follows the compiler's target framework.
        MethodInfo { Name: "<Clone>$" } => null,
        ConstructorInfo c when Visible(c) => $"{Owner(c)}.ctor({TypeText.Parameters(c)})",
        MethodInfo m when Visible(m) && (!m.IsSpecialName || m.Name.StartsWith("op_", StringComparison.Ordinal)) => Method(m),
        PropertyInfo p => Property(p),
        FieldInfo { IsPublic: true, IsSpecialName: false } f =>
            $"{Owner(f)}.{f.Name} : {TypeText.Of(f.FieldType)}{(f.IsLiteral ? $" = {f.GetRawConstantValue()}" : "")}",
        _ => null,
    };

    private static string Method(MethodInfo method) =>
        $"{Owner(method)}.{method.Name}{(method.IsGenericMethod ? $"`{method.GetGenericArguments().Length}" : "")}({TypeText.Parameters(method)})"
        + $" : {TypeText.Of(method.ReturnParameter)}{TypeText.Constraints(method.IsGenericMethod ? method.GetGenericArguments() : [])}{Modifier(method)}";

    private static string? Property(PropertyInfo property)
    {
        var getter = property.GetMethod is { } g && Visible(g) ? " get;" : "";
        var setter = property.SetMethod is { } s && Visible(s) ? IsInit(s) ? " init;" : " set;" : "";
        return getter.Length + setter.Length == 0
            ? null
            : $"{Owner(property)}.{property.Name} {{{getter}{setter} }} : {TypeText.Of(property)}{Modifier((property.GetMethod ?? property.SetMethod)!)}";
    }

    private static bool IsInit(MethodInfo setter) =>
        setter.ReturnParameter.GetRequiredCustomModifiers().Any(m => m.Name == "IsExternalInit");

    private static string Owner(MemberInfo member) => TypeText.Of(member.DeclaringType!);

    private static bool Visible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Modifier(MethodInfo method) => method switch
    {
        { IsStatic: true } => " [static]",
        { DeclaringType.IsInterface: true } => "",
        { IsAbstract: true } => " [abstract]",
        { IsVirtual: true, IsFinal: false } => method.GetBaseDefinition() == method ? " [virtual]" : " [override]",
        _ => "",
    };
}
