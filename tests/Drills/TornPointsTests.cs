using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Drills.Building;
using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Drills.Report;
using OpsFunctions.Stages.Drills;
using Xunit;

namespace OpsFunctions.Tests.Drills;

/// <summary>The content of a machine whose disks were taken one by one, and of the same machine whose disks were taken together.</summary>
public class TornPointsTests
{
    [Fact]
    public async Task Disks_that_were_taken_one_by_one_are_found_torn_and_the_verdict_says_so()
    {
        var record = await DrillAsync(oneByOne: true);

        Assert.Equal(Verdict.Fail, record.Judgement!.Verdict);
        Assert.Contains("the recovery points are torn: it printed 'content=torn'", record.Judgement.Causes[0], StringComparison.Ordinal);
        Assert.Contains(record.Preflight.Machines[0].Findings, finding => finding.Code == "takenOneByOne");
        Assert.Equal(Remains.Clean, record.Cleaning!.Remains);
    }

    [Fact]
    public async Task Of_a_restore_point_the_same_machine_passes()
    {
        var record = await DrillAsync(oneByOne: false);

        Assert.True(record.Judgement is { Verdict: Verdict.Pass }, string.Join("; ", record.Judgement?.Causes ?? []));
        Assert.Contains(record.Machines[0].Checks, check => check.Output.Contains("content=consistent", StringComparison.Ordinal));
    }

    private static async Task<DrillRecord> DrillAsync(bool oneByOne)
    {
        await using var stage = await DrillStage.OpenAsync(machines: 1, choose: machine => machine.DataDisks > 0);
        if (oneByOne)
            stage.Azure.SetTagAsSomebodyElse(stage.Machines[0], "ops:disks", "independent");
        var content = $"Drills:Plans:{DrillStage.Plan}:Validations:0";
        stage.Set($"{content}:Kind", "Content");
        stage.Set($"{content}:Target", "content");
        stage.Set($"{content}:Expected", "content=consistent");
        await stage.BeginAsync();
        await stage.TakePointsAsync();
        await stage.DrillAsync();
        return (await stage.Life.Services.GetRequiredService<DrillStore>().RecordAsync(DrillStage.DrillId, default))!;
    }
}
