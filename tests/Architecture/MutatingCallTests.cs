using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Guard;
using Xunit;

namespace OpsFunctions.Tests.Architecture;

/// <summary>Nothing is changed in Azure past the guard: one class sends, it takes a permit, only the gate makes permits, and activities that get there take a ticket.</summary>
public partial class MutatingCallTests
{
    // The sender itself, reads that Azure wants as a POST, and notifications, which do not go to Azure.
    private static readonly string[] Known = ["ArmChanges.cs", "Delivery.cs", "MetricsReader.cs", "ResourceGraph.cs"];

    [Fact]
    public void Only_the_one_sender_uses_methods_that_change() => Assert.Equal(Known, SourceTree.Files("orchestrations")
        .Where(file => MutatingMethod().IsMatch(Code(file)) && !IsActivity(file)).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));

    [Fact]
    public void Activities_send_changes_through_it_and_only_reads_past_it() => Assert.DoesNotContain(
        SourceTree.Files("orchestrations").Where(IsActivity), file => PlainChange().IsMatch(Code(file)));

    [Fact]
    public void No_client_library_changes_anything_but_the_suites_own_storage() =>
        Assert.DoesNotContain(SourceTree.Files("orchestrations").Concat(SourceTree.Files("functions")), file => LibraryChange().IsMatch(Code(file)));

    [Fact]
    public void Only_the_gate_makes_permits()
    {
        var makers = SourceTree.Files("orchestrations").Concat(SourceTree.Files("functions")).Where(file => PermitMade().IsMatch(Code(file))).Select(file => Path.GetFileName(file));

        Assert.Equal(["ChangeGate.cs"], makers);
        Assert.DoesNotContain(typeof(Permit).GetConstructors(), constructor => constructor.IsPublic);
    }

    [Fact]
    public void Whoever_sends_a_change_is_an_activity_with_a_ticket()
    {
        var sending = SourceTree.Files("orchestrations").Where(file => Code(file).Contains("changes.SendAsync(", StringComparison.Ordinal)).ToList();
        var classes = typeof(Mode).Assembly.GetTypes().Where(type => sending.Exists(file => Path.GetFileNameWithoutExtension(file) == type.Name)).ToList();

        Assert.Equal(sending.Count, classes.Count);
        foreach (var activity in classes.SelectMany(type => type.GetMethods().Where(method => method.IsDefined(typeof(FunctionAttribute)))).Where(method => Sends(method)))
        {
            var input = activity.GetParameters().Single(parameter => parameter.IsDefined(typeof(ActivityTriggerAttribute))).ParameterType;
            Assert.True(input.GetProperties().Any(property => property.PropertyType == typeof(ChangeTicket)), $"{activity.DeclaringType!.Name}.{activity.Name} changes something without a ticket");
        }
    }

    // By name: «Ensure…», «Release…» and «Run…» act, «Read…» looks.
    private static bool Sends(MethodInfo activity) => !activity.Name.StartsWith("Read", StringComparison.Ordinal);

    private static bool IsActivity(string file) => Code(file).Contains("changes.SendAsync(", StringComparison.Ordinal) || Code(file).Contains("StepAsync(change, RequestMethod", StringComparison.Ordinal);

    private static string Code(string file) => Comment().Replace(File.ReadAllText(file), "");

    [GeneratedRegex(@"RequestMethod\.(?:Put|Patch|Post|Delete)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MutatingMethod();

    // Every method of the management libraries that changes something says whether it waits.
    [GeneratedRegex(@"WaitUntil\.|\.(?:AddTagAsync|SetTagsAsync|RemoveTagAsync)\(", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LibraryChange();

    [GeneratedRegex(@"Pipeline\.SendAsync\(RequestMethod\.(?:Put|Patch|Post|Delete)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PlainChange();

    [GeneratedRegex(@"new Permit\(", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PermitMade();

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comment();
}
