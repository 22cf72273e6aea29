using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Simulator;
using OpsFunctions.Stages.Changes;
using Xunit;

namespace OpsFunctions.Tests.Changes;

/// <summary>A machine that runs is not yet one that works: Azure keeps an agent's old report through a restart.</summary>
public sealed class GuestTests
{
    [Theory]
    [InlineData("online", GuestTrouble.DoesNotComeUp)]
    [InlineData("online", GuestTrouble.NoNetwork)]
    [InlineData("online", GuestTrouble.ServiceDoesNotStart)]
    [InlineData("by-way-of-stop", GuestTrouble.DoesNotComeUp)]
    [InlineData("by-way-of-stop", GuestTrouble.ServiceDoesNotStart)]
    public async Task One_that_does_not_work_on_its_new_size_is_rolled_back_and_works_again(string name, GuestTrouble trouble)
    {
        await using var stage = await OpenAsync(name);
        foreach (var target in stage.Plan.Targets)
            stage.Azure.Guests.Add(new GuestRule(trouble) { Size = target.Name });

        var end = await stage.ToEndAsync();

        Assert.Equal((ChangeEndKind.PutBack, stage.Before, GuestTrouble.None), (end.Result?.Kind, end.Size, end.Trouble));
        Assert.Empty(StageInvariants.Broken(stage, end));
    }

    [Fact]
    public async Task One_that_does_not_come_up_on_its_old_size_either_is_paged_and_listed()
    {
        await using var stage = await OpenAsync("online");
        stage.Azure.Guests.Add(new GuestRule(GuestTrouble.DoesNotComeUp));

        var end = await stage.ToEndAsync();

        Assert.Equal((ChangeEndKind.Stranded, stage.Before), (end.Result?.Kind, end.Size));
        Assert.Contains("agent", Assert.Single(end.Stranded).State, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_right_to_look_inside_the_agents_own_report_decides()
    {
        await using var stage = await OpenAsync("online");
        stage.Azure.Faults.Add(new FaultRule { Operation = "VirtualMachines_RunCommand", Status = 403, Code = "AuthorizationFailed" });

        var end = await stage.ToEndAsync();

        Assert.Equal(ChangeEndKind.Changed, end.Result?.Kind);
        Assert.Contains(end.Trail, entry => entry is { Action: "rightsizing.look from inside", Decision: "not possible" });
    }

    [Fact]
    public async Task Where_looking_inside_is_allowed_and_fails_nothing_is_changed()
    {
        await using var stage = await OpenAsync("online");
        stage.Azure.Faults.Add(new FaultRule { Operation = "VirtualMachines_RunCommand", Status = 400, Code = "InvalidParameter" });

        var end = await stage.ToEndAsync();

        Assert.Equal((ChangeEndKind.NotTaken, stage.Before), (end.Result?.Kind, end.Size));
        Assert.Empty(StageInvariants.Broken(stage, end));
    }

    [Theory]
    [InlineData("online")]
    [InlineData("by-way-of-stop")]
    public async Task A_size_that_cannot_be_reserved_is_given_back_all_the_same_where_the_new_one_does_not_work(string name)
    {
        await using var stage = await OpenAsync(name);
        stage.Set(plan => plan with { SizeCanBeReserved = false });
        stage.Azure.Guests.Add(new GuestRule(GuestTrouble.DoesNotComeUp) { Nth = 1 });

        var end = await stage.ToEndAsync();

        Assert.Equal((ChangeEndKind.PutBack, stage.Before), (end.Result?.Kind, end.Size));
        Assert.Empty(StageInvariants.Broken(stage, end));
    }

    private static Task<ChangeStage> OpenAsync(string name) =>
        ChangeStage.OpenAsync(ChangeScenarios.All.First(scenario => scenario.Name == name));
}
