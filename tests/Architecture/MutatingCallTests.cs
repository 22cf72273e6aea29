using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Mono.Cecil;
using Mono.Cecil.Cil;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Arm.Wire;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Machines;
using Xunit;

namespace OpsFunctions.Tests.Architecture;

/// <summary>
/// Nothing is changed in Azure past the guard: one class sends, it takes a permit, only the gate makes permits, and activities that get
/// there take a ticket.
/// </summary>
public partial class MutatingCallTests
{
    // The sender itself, commands to machines, which go through it, reads that Azure wants as a POST, and notifications and time stamps,
    // which do not go to Azure.
    private static readonly string[] Known =
    [
        "ArmAccessReader.cs", "ArmChanges.cs", "CloneReader.cs", "Delivery.cs", "MachineCommands.cs", "MetricsReader.cs", "PlaceReader.cs",
        "PostReads.cs", "ResourceGraph.cs", "TimeStampService.cs",
    ];

    private static IEnumerable<string> Sources => SourceTree.Files("orchestrations").Concat(SourceTree.Files("functions"));

    [Fact]
    public void Only_the_one_sender_uses_methods_that_change() => Assert.Equal(Known, SourceTree.Files("orchestrations")
        .Where(file => MutatingMethod().IsMatch(Code(file)) && !IsActivity(file)).Select(file => Path.GetFileName(file))
        .Order(StringComparer.Ordinal));

    [Fact]
    public void Activities_send_changes_through_it_and_only_reads_past_it() => Assert.DoesNotContain(
        SourceTree.Files("orchestrations").Where(IsActivity), file => PlainChange().IsMatch(Code(file)));

    [Fact]
    public void Only_commands_to_machines_change_anything_by_a_client_library_but_the_suites_own_storage()
    {
        Assert.Equal(["MachineCommands.cs"], Named(LibraryChange()));
        Assert.Equal(["ArmChanges.cs", "MachineCommands.cs"], Named(LibraryClient()));
    }

    [Fact]
    public void What_a_client_library_begins_it_does_not_wait_for() => Assert.Empty(Named(LibraryWait()));

    [Fact]
    public void Only_the_gate_makes_permits_and_only_a_permit_makes_a_pass()
    {
        Assert.Equal([typeof(ChangeGate).FullName], MakersOf(typeof(Permit)));
        Assert.Equal([typeof(Permit).FullName], MakersOf(typeof(WritePass)));
        Assert.Empty(typeof(Permit).GetConstructors());
        Assert.Empty(typeof(WritePass).GetConstructors());
    }

    [Fact]
    public void Who_sends_takes_a_permit()
    {
        var senders = new[] { typeof(ArmChanges), typeof(MachineCommands) }.SelectMany(type => type
            .GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Where(method => method.IsAssembly || method.IsPublic));

        Assert.All(senders, method => Assert.Contains(method.GetParameters(), parameter => parameter.ParameterType == typeof(Permit)));
    }

    // Each with the gate on the wire, as AzureClients gives it to them.
    [Fact]
    public void Pipelines_are_built_in_one_place() => Assert.Equal(["AzureClients.cs", "MetricsClient.cs"], Named(PipelineMade()));

    [Fact]
    public void Whoever_sends_a_change_is_an_activity_with_a_ticket()
    {
        var sending = SourceTree.Files("orchestrations").Where(file => Sending().IsMatch(Code(file))).ToList();
        var classes = typeof(Mode).Assembly.GetTypes()
            .Where(type => sending.Exists(file => Path.GetFileNameWithoutExtension(file) == type.Name)).ToList();

        Assert.Equal(sending.Count, classes.Count);
        foreach (var activity in classes.SelectMany(type => type.GetMethods().Where(method => method.IsDefined(typeof(FunctionAttribute))))
            .Where(method => Sends(method)))
        {
            var input = activity.GetParameters().Single(parameter => parameter.IsDefined(typeof(ActivityTriggerAttribute))).ParameterType;
            Assert.True(
                input.GetProperties().Any(property => property.PropertyType == typeof(ChangeTicket)),
                $"{activity.DeclaringType!.Name}.{activity.Name} changes something without a ticket");
        }
    }

    // By name: «Ensure…», «Release…» and «Run…» act, «Read…» looks.
    private static bool Sends(MethodInfo activity) => !activity.Name.StartsWith("Read", StringComparison.Ordinal);

    private static bool IsActivity(string file) =>
        Sending().IsMatch(Code(file)) || Code(file).Contains("StepAsync(change, RequestMethod", StringComparison.Ordinal);

    private static IEnumerable<string> Named(Regex pattern) =>
        Sources.Where(file => pattern.IsMatch(Code(file))).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal);

    // From the compiled code: a constructor may be called without its name.
    private static IEnumerable<string> MakersOf(Type made)
    {
        using var module = ModuleDefinition.ReadModule(typeof(Mode).Assembly.Location);
        return
        [
            .. module.GetTypes()
                .Where(type => type.Methods.Any(method => method.HasBody && method.Body.Instructions.Any(one =>
                    one.OpCode == OpCodes.Newobj && one.Operand is MethodReference called
                        && called.DeclaringType.FullName == made.FullName)))
                .Select(type => Outermost(type).FullName).Distinct(StringComparer.Ordinal),
        ];
    }

    private static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static string Code(string file) => Comment().Replace(File.ReadAllText(file), "");

    [GeneratedRegex(@"RequestMethod\.(?:Put|Patch|Post|Delete)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MutatingMethod();

    // Every method of the management libraries that changes something says whether it waits.
    [GeneratedRegex(@"WaitUntil\.", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LibraryChange();

    [GeneratedRegex(
        @"(clients|identities\[\w+\])\.Arm\b|changes\.BeginAsync\(", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LibraryClient();

    // Waits, polls, and helpers that read and write several times.
    [GeneratedRegex(
        @"WaitUntil\.(?!Started\b)|\.(?:AddTag|SetTags|RemoveTag|UpdateStatus|WaitForCompletion|WaitForCompletionResponse)(?:Async)?\(",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LibraryWait();

    [GeneratedRegex(
        @"Pipeline\.SendAsync\(RequestMethod\.(?:Put|Patch|Post|Delete)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PlainChange();

    [GeneratedRegex(@"changes\.SendAsync\(|commands\.\w+Async\(", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sending();

    [GeneratedRegex(
        @"HttpPipelineBuilder\.Build|new (?:ArmClient|HttpClient|HttpPipeline|Blob(?:Service|Container)?Client|Queue(?:Service)?Client)\(",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PipelineMade();

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comment();
}
