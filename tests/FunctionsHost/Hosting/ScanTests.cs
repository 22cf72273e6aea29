using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OpsFunctions.Local;
using OpsFunctions.Local.Host;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Hosting;

public sealed class ScanTests
{
    [Fact]
    public void Functions_are_found_in_the_assemblies_given_whatever_their_visibility()
    {
        var functions = FunctionFinder.Find(new LocalHostOptions { FunctionTypes = [typeof(Hidden)] });
        Assert.Equal(["Instance", "Static"], functions.Select(f => f.Name));
    }

    [Fact]
    public void An_assembly_without_functions_has_none() =>
        Assert.Empty(FunctionFinder.Find(new LocalHostOptions { FunctionAssemblies = [typeof(Assembly).Assembly] }));

    [Fact]
    public void The_definition_names_the_bindings_as_the_official_metadata_does()
    {
        var definition = FunctionFinder.Find(new LocalHostOptions { FunctionTypes = [typeof(Hidden)] })[1].Definition;
        Assert.Equal("orchestrationTrigger", definition.InputBindings["context"].Type);
        Assert.EndsWith("Hidden.Run", definition.EntryPoint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_length_of_a_history_can_be_asked_for()
    {
        await using var host = await TestHost.StartAsync([typeof(Hidden)]);
        var id = await host.Local.Client.ScheduleNewOrchestrationInstanceAsync("Static");
        await host.IdleAsync();
        Assert.Equal(2, host.Local.HistoryLength(id));
        Assert.Null(host.Local.HistoryLength("nobody"));
    }

    private sealed class Hidden
    {
        [Function("Static")]
        private static Task Run([OrchestrationTrigger] TaskOrchestrationContext context) => context.IsReplaying ? Task.FromException(new InvalidOperationException()) : Task.CompletedTask;

        [Function("Instance")]
        internal int Other([ActivityTrigger] int n) => n;
    }
}
