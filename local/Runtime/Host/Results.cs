using System.Reflection;

namespace OpsFunctions.Local.Host;

/// <summary>Turns whatever a function method returns into a task of its value.</summary>
internal static class Results
{
    private static readonly MethodInfo OfTask = typeof(Results).GetMethod(nameof(OfTaskAsync), BindingFlags.NonPublic | BindingFlags.Static)!;
    private static readonly MethodInfo OfValueTask = typeof(Results).GetMethod(nameof(OfValueTaskAsync), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static Func<object?, Task<object?>> AwaiterOf(Type type)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() is var open && (open == typeof(Task<>) || open == typeof(ValueTask<>)))
        {
            var method = (open == typeof(Task<>) ? OfTask : OfValueTask).MakeGenericMethod(type.GetGenericArguments());
            return method.CreateDelegate<Func<object?, Task<object?>>>();
        }

        return type == typeof(Task) ? OfPlainTaskAsync : type == typeof(ValueTask) ? OfPlainValueTaskAsync : Task.FromResult;
    }

    private static async Task<object?> OfTaskAsync<T>(object? returned) => await (Task<T>)returned!;

    private static async Task<object?> OfValueTaskAsync<T>(object? returned) => await (ValueTask<T>)returned!;

    private static async Task<object?> OfPlainTaskAsync(object? returned)
    {
        await (Task)returned!;
        return null;
    }

    private static async Task<object?> OfPlainValueTaskAsync(object? returned)
    {
        await (ValueTask)returned!;
        return null;
    }
}
