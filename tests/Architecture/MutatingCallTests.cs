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
    // Reads that Azure wants as a POST.
    private static readonly string[] Asking = ["ResourceGraph.cs", "MetricsReader.cs"];

    [Fact]
    public void Only_the_one_sender_uses_methods_that_change()
    {
        var senders = SourceTree.Files("orchestrations").Where(file => MutatingMethod().IsMatch(Code(file)) && !IsActivity(file)).Select(Path.GetFileName).Except(Asking);

        // Notifications go to receivers, not to Azure.
        Assert.All(senders, file => Assert.Contains(file, (string[])["Delivery.cs", "SignedWebhook.cs", "TeamsCard.cs"]));
    }

    [Fact]
    public void No_client_library_changes_anything_but_the_suites_own_storage() =>
        Assert.DoesNotContain(SourceTree.Files("orchestrations").Concat(SourceTree.Files("functions")), file => LibraryChange().IsMatch(Code(file)));

    [Fact]
    public void Only_the_gate_makes_permits()
    {
        var makers = SourceTree.Files("orchestrations").Concat(SourceTree.Files("functions")).Where(file => PermitMade().IsMatch(Code(file))).Select(Path.GetFileName);

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

    [GeneratedRegex(@"RequestMethod\.(?:Put|Patch|Post|Delete)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex MutatingMethod();

    [GeneratedRegex(@"\.(?:DeallocateAsync|PowerOnAsync|PowerOffAsync|RestartAsync|RedeployAsync|ReimageAsync|AddTagAsync|SetTagsAsync|RemoveTagAsync|CreateOrUpdateAsync|RunCommandAsync)\(|WaitUntil\.", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex LibraryChange();

    [GeneratedRegex(@"new Permit\(", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex PermitMade();

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Comment();
}
