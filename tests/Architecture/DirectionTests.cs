using System.Reflection;
using OpsFunctions.Functions;
using OpsFunctions.FunctionsHost;
using OpsFunctions.Orchestrations;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Architecture;

/// <summary>
/// functions -> orchestrations; orchestrations knows neither functions nor local; simulator and host know none of the others.
/// </summary>
public class DirectionTests
{
    private static readonly string[] Local = ["OpsFunctions.Simulator", "OpsFunctions.FunctionsHost", "OpsFunctions.Local"];

    [Fact]
    public void Orchestrations_know_neither_functions_nor_anything_local() =>
        Assert.Empty(Ours(typeof(Mode).Assembly).Intersect(["OpsFunctions.Functions", .. Local], StringComparer.Ordinal));

    [Fact]
    public void Functions_know_nothing_local() =>
        Assert.Empty(Ours(typeof(App).Assembly).Intersect(Local, StringComparer.Ordinal));

    [Fact]
    public void The_simulator_knows_none_of_the_others() => Assert.Empty(Ours(typeof(SimulatedAzure).Assembly));

    [Fact]
    public void The_local_host_knows_none_of_the_others() => Assert.Empty(Ours(typeof(LocalHost).Assembly));

    [Theory]
    [InlineData("functions")]
    [InlineData("orchestrations")]
    public void What_is_deployed_names_nothing_of_the_local_host(string folder)
    {
        var files = SourceTree.Files(folder);

        Assert.NotEmpty(files);
        foreach (var file in files)
            Assert.DoesNotContain(Local, name => File.ReadAllText(file).Contains($"using {name}", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Ours(Assembly assembly) => assembly.GetReferencedAssemblies()
        .Select(reference => reference.Name!)
        .Where(name => name.StartsWith("OpsFunctions.", StringComparison.Ordinal));
}
