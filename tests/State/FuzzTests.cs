using System.Globalization;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Stages.Fuzz;
using Xunit;

namespace OpsFunctions.Tests.State;

/// <summary>The first thousand of what <c>-- fuzz</c> draws.</summary>
public class FuzzTests
{
    [Fact]
    public async Task A_thousand_bodies_messages_and_documents_with_one_thing_wrong_do_no_harm()
    {
        await using var world = await FuzzWorld.StartAsync();
        var fuzz = await FuzzRehearsal.OfAsync(world);
        var known = (await world.DocumentsAsync()).Select(one => one.Type).ToHashSet();
        Assert.Empty(StateDocumentAttribute.All.Where(one => !known.Contains(one.Type)).Select(one => one.Document.Names));
        var broken = new List<string>();

        for (var seed = 1; seed <= 1000; seed++)
            if (await fuzz.CaseAsync(seed) is { } wrong)
                broken.Add(string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {wrong}"));

        Assert.Empty(broken);
        Assert.True(fuzz is { Refused: > 300, Days: > 0 });
    }
}
