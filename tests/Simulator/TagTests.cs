using System.Text.Json;
using Azure.Core;
using Azure.ResourceManager.Resources;
using Azure.ResourceManager.Resources.Models;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

public sealed class TagTests
{
    [Fact]
    public async Task Tags_are_merged_deleted_and_replaced()
    {
        await using var clients = await SimulatedClients.Start(machines: 60);
        var machine = clients.Plain();
        var resource = clients.Arm().GetTagResource(TagResource.CreateResourceIdentifier(machine.Id));
        Task Patch(TagPatchMode mode, params (string, string)[] tags)
        {
            var patch = new TagResourcePatch { PatchMode = mode };
            foreach (var (name, value) in tags)
                patch.TagValues[name] = value;
            return resource.UpdateAsync(Azure.WaitUntil.Completed, patch);
        }
        await Patch(TagPatchMode.Merge, ("ops:claim", "a"), ("ops:x", "b"));
        Assert.Equal(("a", "b"), (machine.Tags["ops:claim"], machine.Tags["ops:x"]));
        Assert.True(machine.Tags.ContainsKey("app"));
        await Patch(TagPatchMode.Delete, ("ops:claim", "other"), ("OPS:X", "b"));
        Assert.Equal((true, false), (machine.Tags.ContainsKey("ops:claim"), machine.Tags.ContainsKey("ops:x")));
        await Patch(TagPatchMode.Replace, ("only", "this"));
        Assert.Equal(["only"], machine.Tags.Keys);
        Assert.Equal("this", (await resource.GetAsync()).Value.Data.TagValues["only"]);
    }

    [Fact]
    public async Task Resource_graph_shows_tags_a_while_later()
    {
        await using var clients = await SimulatedClients.Start(machines: 60);
        var machine = clients.Plain();
        clients.Azure.SetTagAsSomebodyElse(machine, "ops:rightsizing", "off");
        async Task<bool> Shows() => (await clients.Pipeline().Send(
            RequestMethod.Post, "https://management.azure.com/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01",
            new { query = $"resources | where id == '{machine.Id}' | project tags" })).Json().GetProperty("data")[0].GetProperty("tags")
                .TryGetProperty("ops:rightsizing", out var value) && value.GetString() == "off";
        Assert.False(await Shows());
        clients.Advance(30);
        Assert.True(await Shows());
    }

    [Fact]
    public async Task What_somebody_else_changes_is_so_at_once()
    {
        await using var clients = await SimulatedClients.Start(machines: 60);
        var machine = clients.Plain();
        clients.Azure.SetSizeAsSomebodyElse(machine, "Standard_D16s_v5");
        var read = (await clients.Pipeline().Act(RequestMethod.Get, machine.Id)).Json();
        Assert.Equal("Standard_D16s_v5", read.GetProperty("properties").GetProperty("hardwareProfile").GetProperty("vmSize").GetString());
    }
}
