namespace OpsFunctions.Tests.Architecture;

/// <summary>An instance of any payload with no member left at its default.</summary>
internal static class Sample
{
    public static object Of(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Of(inner);
        if (type == typeof(string))
            return "text";
        if (type == typeof(bool))
            return true;
        if (type == typeof(int))
            return 7;
        if (type == typeof(long))
            return 8L;
        if (type == typeof(double))
            return 2.5;
        if (type == typeof(DateTimeOffset))
            return new DateTimeOffset(2026, 6, 1, 6, 0, 0, TimeSpan.Zero);
        if (type.IsEnum)
            return Enum.GetValues(type).GetValue(1)!;
        if (type.IsGenericType && type.GetGenericTypeDefinition() is var shape
            && (shape == typeof(IReadOnlyList<>) || shape == typeof(IList<>)))
            return List(type.GetGenericArguments()[0]);
        if (type == typeof(IReadOnlyDictionary<string, string>))
            return new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = "value" };
        if (type == typeof(IReadOnlyDictionary<string, int>))
            return new Dictionary<string, int>(StringComparer.Ordinal) { ["name"] = 7 };
        return Record(type);
    }

    private static Array List(Type item)
    {
        var list = Array.CreateInstance(item, 2);
        list.SetValue(Of(item), 0);
        list.SetValue(Of(item), 1);
        return list;
    }

    private static object Record(Type type)
    {
        var constructor = type.GetConstructors().OrderByDescending(one => one.GetParameters().Length).First();
        if (constructor.GetParameters().Length == 0)
            throw new NotSupportedException($"{type} is no payload: a payload is a record of plain properties");
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter => Of(parameter.ParameterType))]);
    }
}
