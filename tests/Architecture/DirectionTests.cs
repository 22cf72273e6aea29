using System.Reflection;
using OpsFunctions.Functions;
using OpsFunctions.Orchestrations;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Architecture;

/// <summary>functions -> orchestrations; orchestrations knows neither functions nor local; the simulator knows none of the others.</summary>
public class DirectionTests
{
    [Fact]
    public void Orchestrations_know_neither_functions_nor_the_simulator_nor_the_executable() =>
        Assert.DoesNotContain(Ours(typeof(Mode).Assembly), name => name is "OpsFunctions.Functions" or "OpsFunctions.Simulator" or "OpsFunctions.Local");

    [Fact]
    public void Functions_know_neither_the_simulator_nor_the_executable() =>
        Assert.DoesNotContain(Ours(typeof(App).Assembly), name => name is "OpsFunctions.Simulator" or "OpsFunctions.Local");

    [Fact]
    public void The_simulator_knows_none_of_the_others() => Assert.Empty(Ours(typeof(SimulatedAzure).Assembly));

    [Theory]
    [InlineData("functions")]
    [InlineData("orchestrations")]
    public void What_is_deployed_names_nothing_of_the_local_host(string folder)
    {
        var files = SourceTree.Files(folder);

        Assert.NotEmpty(files);
        foreach (var file in files)
            Assert.DoesNotContain("OpsFunctions.Local", File.ReadAllText(file), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Ours(Assembly assembly) => assembly.GetReferencedAssemblies()
        .Select(reference => reference.Name!)
        .Where(name => name.StartsWith("OpsFunctions.", StringComparison.Ordinal));
}
