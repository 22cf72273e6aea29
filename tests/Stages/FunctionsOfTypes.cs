using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Azure.Functions.Worker.Invocation;
using Microsoft.Extensions.DependencyInjection;

namespace OpsFunctions.Stages;

/// <summary>
/// Functions of given types, found by reflection, in place of those that a build generates: for tests that bring their own.
/// </summary>
public sealed class FunctionsOfTypes(IReadOnlyList<Type> types) : IFunctionMetadataProvider
{
    private const BindingFlags Methods = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The app has these functions and no others.</summary>
    public static void Use(FunctionsApplicationBuilder builder, IReadOnlyList<Type> types)
    {
        // The generated executor knows the functions of its own build alone; the worker's other one goes by reflection.
        var generated = builder.Services
            .Where(d => d.ServiceType == typeof(IFunctionExecutor) && d.ImplementationType?.Assembly != typeof(FunctionContext).Assembly)
            .ToList();
        generated.ForEach(d => builder.Services.Remove(d));
        builder.Services.AddSingleton<IFunctionMetadataProvider>(new FunctionsOfTypes(types));
    }

    public Task<ImmutableArray<IFunctionMetadata>> GetFunctionMetadataAsync(string directory) => Task.FromResult(
        types.SelectMany(type => type.GetMethods(Methods))
            .Where(method => method.IsDefined(typeof(FunctionAttribute)))
            .Select(Metadata)
            .ToImmutableArray());

    private static IFunctionMetadata Metadata(MethodInfo method) => new DefaultFunctionMetadata
    {
        Name = method.GetCustomAttribute<FunctionAttribute>()!.Name,
        Language = "dotnet-isolated",
        ScriptFile = Path.GetFileName(method.DeclaringType!.Assembly.Location),
        EntryPoint = $"{method.DeclaringType.FullName}.{method.Name}",
        RawBindings = [.. Bindings(method)],
    };

    private static IEnumerable<string> Bindings(MethodInfo method)
    {
        var bound = method.GetParameters()
            .Select(p => (Parameter: p, Binding: p.GetCustomAttributes(inherit: true).OfType<BindingAttribute>().FirstOrDefault()))
            .Where(p => p.Binding is not null)
            .ToList();
        foreach (var (parameter, binding) in bound)
        {
            yield return JsonSerializer.Serialize(Raw(parameter, binding!));
        }

        if (bound.Exists(p => p.Binding is HttpTriggerAttribute))
        {
            yield return """{"name":"$return","type":"http","direction":"Out"}""";
        }

        // As the Sdk would refuse it; here the host is to.
        if (bound.Count == 0)
        {
            yield return """{"name":"nothing","type":"durableClient","direction":"In"}""";
        }
    }

    private static Dictionary<string, object?> Raw(ParameterInfo parameter, BindingAttribute binding)
    {
        // TimerTriggerAttribute is "timerTrigger".
        var name = binding.GetType().Name[..^nameof(Attribute).Length];
        var raw = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["name"] = parameter.Name,
            ["type"] = char.ToLowerInvariant(name[0]) + name[1..],
            ["direction"] = "In",
            ["properties"] = new { },
        };
        switch (binding)
        {
            case HttpTriggerAttribute http:
                raw["methods"] = http.Methods;
                raw["route"] = http.Route;
                raw["authLevel"] = http.AuthLevel.ToString();
                break;
            case TimerTriggerAttribute timer:
                raw["schedule"] = timer.Schedule;
                raw["runOnStartup"] = timer.RunOnStartup;
                raw["useMonitor"] = timer.UseMonitor;
                break;
            case QueueTriggerAttribute queue:
                AddQueue(raw, queue, parameter.ParameterType);
                break;
            case ActivityTriggerAttribute:
                raw["dataType"] = "String";
                break;
        }

        return raw;
    }

    private static void AddQueue(Dictionary<string, object?> raw, QueueTriggerAttribute queue, Type parameter)
    {
        raw["queueName"] = queue.QueueName;
        if (queue.Connection is not null)
        {
            raw["connection"] = queue.Connection;
        }

        if (parameter == typeof(string) || parameter == typeof(byte[]))
        {
            raw["dataType"] = parameter == typeof(string) ? "String" : "Binary";
        }

        // The types that the extension's own converters make; a text, as the Sdk writes it.
        if (parameter == typeof(QueueMessage) || parameter == typeof(BinaryData))
        {
            raw["properties"] = new { supportsDeferredBinding = "True" };
        }
    }
}
