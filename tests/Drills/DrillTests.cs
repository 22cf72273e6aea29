using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Drills.Building;
using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Stages.Drills;
using Xunit;

namespace OpsFunctions.Tests.Drills;

public class DrillTests
{
    [Fact]
    public async Task An_application_is_rebuilt_proved_judged_and_taken_down()
    {
        await using var stage = await DrillStage.OpenAsync();
        await stage.BeginAsync();
        await stage.TakePointsAsync();

        await stage.DrillAsync();

        var summary = await stage.SummaryAsync();
        var record = await stage.Life.Services.GetRequiredService<DrillStore>().RecordAsync(DrillStage.DrillId, default);
        Assert.True(
            summary is { Verdict: Verdict.Pass, Remains: Remains.Clean },
            string.Join("; ", [.. record?.Judgement?.Causes ?? [], record?.Cleaning?.Problem]));
    }
}
