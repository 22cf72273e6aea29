using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using OpsFunctions.Orchestrations.Rightsizing.Report;
using Xunit;
using static OpsFunctions.Tests.Rightsizing.Cases;

namespace OpsFunctions.Tests.Rightsizing.Report;

public class ReportProblemsTests
{
    private static readonly MachineGroup Group = new("11111111-1111-1111-1111-111111111111", "eastus", 1000);

    [Fact]
    public void Equal_reasons_are_one_problem_with_its_count_and_first_places()
    {
        var problems = new ReportProblems();
        for (var number = 0; number < 30; number++)
            problems.Add(Group, Assessment($"m{number:00}", tagProblem: "ops:rightsizing='maybe' is not a mode"));

        var problem = Assert.Single(problems.Listed);
        Assert.Equal(("m00", 30), (problem.Where, problem.Count));
        Assert.Equal(["m01", "m02", "m03", "m04", "m05", "m06", "m07", "m08", "m09"], problem.AlsoAt);
        Assert.Equal(0, problems.NotListed);
    }

    [Fact]
    public void Machines_without_advice_are_one_problem_a_region_and_reason()
    {
        var problems = new ReportProblems();
        for (var number = 0; number < 30; number++)
            problems.Add(Group, Assessment($"m{number:00}", unread: "prices: Http503"));

        var problem = Assert.Single(problems.Listed);
        Assert.Equal("eastus of subscription 11111111-1111-1111-1111-111111111111", problem.Where);
        Assert.Equal("no advice for 30 machines: prices: Http503", problem.What);
    }

    [Fact]
    public void Of_too_many_different_problems_the_rest_is_counted_and_hides_no_region()
    {
        var problems = new ReportProblems();
        for (var number = 0; number < ReportProblems.MostOfAKind + 5; number++)
            problems.Add(Group, Assessment($"m{number:000}", tagProblem: $"ops:floor=size{number} is no size"));
        problems.Add(Group, Assessment("last", unread: "prices: Http503"));
        problems.Add(new UnreadableMachine("row", "no name"));

        Assert.Equal(ReportProblems.MostOfAKind + 2, problems.Listed.Count);
        Assert.Equal("row", problems.Listed[0].Where);
        Assert.Equal("no advice for a machine: prices: Http503", problems.Listed[1].What);
        Assert.Equal(5, problems.NotListed);
    }

    private static Assessment Assessment(string id, string? tagProblem = null, string? unread = null)
    {
        var machine = Machine() with { Id = id };
        var tags = OpsTags.Read(machine.Tags, Mode.Report);
        return new(machine, tagProblem is null
            ? tags
            : tags with { Problems = [tagProblem] }, null, null, null, Advice.Unknown("?"), unread);
    }
}
