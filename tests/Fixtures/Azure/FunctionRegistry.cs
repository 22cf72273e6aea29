using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations;

namespace OpsFunctions.Tests.Fixtures;

/// <summary>Registers what carries <c>[Function]</c> with the official test host, which knows tasks, not functions.</summary>
internal static class FunctionRegistry
{
    public static void AddAll(DurableTaskRegistry registry)
    {
        foreach (var method in typeof(Mode).Assembly.GetExportedTypes().SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)))
        {
            if (method.GetCustomAttribute<FunctionAttribute>() is not { } function)
                continue;
            if (Trigger<OrchestrationTriggerAttribute>(method) is not null)
                registry.AddOrchestrator(new TaskName(function.Name), new FunctionOrchestrator(method));
            else if (Trigger<ActivityTriggerAttribute>(method) is { } input)
                registry.AddActivity(new TaskName(function.Name), services => new FunctionActivity(method, input, services));
        }
    }

    private static ParameterInfo? Trigger<T>(MethodInfo method) where T : Attribute =>
        method.GetParameters().FirstOrDefault(parameter => parameter.IsDefined(typeof(T)));

    private static async Task<object?> ResultOf(object? returned)
    {
        if (returned is not Task task)
            return returned;
        await task;
        return task.GetType().GetProperty("Result") is { } result && result.PropertyType.Name != "VoidTaskResult" ? result.GetValue(task) : null;
    }

    private sealed class FunctionOrchestrator(MethodInfo method) : ITaskOrchestrator
    {
        // An orchestrator takes its input as the parameter beside its context.
        private readonly ParameterInfo? _input = method.GetParameters().FirstOrDefault(parameter => !parameter.IsDefined(typeof(OrchestrationTriggerAttribute)));

        public Type InputType => _input?.ParameterType ?? typeof(object);

        public Type OutputType => typeof(object);

        public Task<object?> RunAsync(TaskOrchestrationContext context, object? input) => ResultOf(method.Invoke(
            null, BindingFlags.DoNotWrapExceptions, null,
            [.. method.GetParameters().Select(parameter => parameter == _input ? input : context)], null));
    }

    private sealed class FunctionActivity(MethodInfo method, ParameterInfo trigger, IServiceProvider services) : ITaskActivity
    {
        public Type InputType => trigger.ParameterType;

        public Type OutputType => typeof(object);

        public Task<object?> RunAsync(TaskActivityContext context, object? input)
        {
            var target = method.IsStatic ? null : ActivatorUtilities.CreateInstance(services, method.DeclaringType!);
            object?[] arguments = [.. method.GetParameters().Select(parameter =>
                parameter == trigger ? input
                : parameter.ParameterType == typeof(CancellationToken) ? CancellationToken.None
                : parameter.ParameterType == typeof(DurableTaskClient) ? services.GetService<DurableTaskClient>()
                : null)];
            return ResultOf(method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null));
        }
    }
}
