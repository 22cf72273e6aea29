using System.Reflection;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Functions;
using OpsFunctions.Orchestrations;
using Xunit;

namespace OpsFunctions.Tests.Architecture;

/// <summary>What travels through the task hub comes back as it was.</summary>
public class PayloadTests
{
    // As the Functions worker serialises: the defaults, names ignoring case.
    private static readonly JsonSerializerOptions Worker = new() { PropertyNameCaseInsensitive = true };

    public static TheoryData<Type> Payloads => [.. Functions().SelectMany(PayloadsOf).Distinct()];

    [Theory]
    [MemberData(nameof(Payloads))]
    public void Every_payload_comes_back_as_it_was(Type payload)
    {
        var sent = JsonSerializer.Serialize(Sample.Of(payload), payload, Worker);
        var received = JsonSerializer.Deserialize(sent, payload, Worker);

        Assert.NotEqual("{}", sent);
        Assert.Equal(sent, JsonSerializer.Serialize(received, payload, Worker));
    }

    [Fact]
    public void Orchestrators_are_static_and_every_function_is_called_by_a_name_of_its_own()
    {
        var names = Functions().Select(method => method.GetCustomAttribute<FunctionAttribute>()!.Name).ToList();

        Assert.NotEmpty(names);
        Assert.Equal(names.Count, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(
            Functions().Where(method => Trigger<OrchestrationTriggerAttribute>(method) is not null),
            method => Assert.True(method.IsStatic));
    }

    private static IEnumerable<MethodInfo> Functions() => new[] { typeof(Mode).Assembly, typeof(OpsFunctions.Functions.App).Assembly }
        .SelectMany(assembly => assembly.GetExportedTypes())
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .Where(method => method.IsDefined(typeof(FunctionAttribute)));

    private static IEnumerable<Type> PayloadsOf(MethodInfo method)
    {
        var activity = Trigger<ActivityTriggerAttribute>(method);
        if (activity is not null)
            yield return activity.ParameterType;
        if ((activity ?? Trigger<OrchestrationTriggerAttribute>(method)) is not null && method.ReturnType.IsGenericType)
            yield return method.ReturnType.GetGenericArguments()[0];
    }

    private static ParameterInfo? Trigger<T>(MethodInfo method) where T : Attribute =>
        method.GetParameters().FirstOrDefault(parameter => parameter.IsDefined(typeof(T)));
}
