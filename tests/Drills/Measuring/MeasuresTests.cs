using OpsFunctions.Orchestrations.Drills.Measuring;
using Xunit;
using static OpsFunctions.Tests.Drills.Measuring.DrillRuns;

namespace OpsFunctions.Tests.Drills.Measuring;

public class MeasuresTests
{
    [Fact]
    public void Approval_recovery_and_what_only_a_drill_has_add_up_to_the_wall_time()
    {
        var measures = Measures.Of(Good);

        // 45 minutes: 10 of approval, 30 from the declaration to the last required validation less 1 of isolation, 6 of all else.
        Assert.Equal(
            (10.0, 29.0, 6.0, 45.0),
            (measures.ApprovalSeconds / 60, measures.RecoverySeconds / 60, measures.DrillOnlySeconds / 60, measures.WallSeconds / 60));
    }

    [Fact]
    public void They_add_up_whatever_the_steps_were()
    {
        var random = new Random(18);
        for (var i = 0; i < 200; i++)
        {
            var steps = Enumerable.Range(0, random.Next(12)).Select(n =>
            {
                var from = 10 + random.Next(30);
                return Step($"{n}", from, from + random.Next(6), (StepKind)random.Next(2));
            }).ToList();

            var measures = Measures.Of(Good with { Steps = [Good.Steps[0], .. steps] });

            var parts = new[] { measures.ApprovalSeconds, measures.RecoverySeconds, measures.DrillOnlySeconds };
            Assert.Equal(measures.WallSeconds, parts.Sum(), 6);
            Assert.All(parts, part => Assert.InRange(part, 0, measures.WallSeconds));
        }
    }

    [Fact]
    public void The_recovery_time_counts_from_the_declaration_and_not_from_the_request()
    {
        Assert.Equal(29 * 60, Measures.Of(Good).RtaSeconds);
        Assert.Equal(29 * 60, Measures.Of(Good with { RequestedAt = At(-600) }).RtaSeconds);
    }

    [Fact]
    public void It_ends_with_the_last_required_validation()
    {
        var late = Check(isRequired: false) with { EndedAt = At(44) };

        Assert.Equal(29 * 60, Measures.Of(Good with { Machines = [Machine(Check(), late)] }).RtaSeconds);
        Assert.Equal(33 * 60, Measures.Of(Good with { Machines = [Machine(Check(), late with { Required = true })] }).RtaSeconds);
    }

    [Fact]
    public void The_recovery_point_counts_from_the_declaration_to_the_oldest_point_of_the_set()
    {
        var journal = Good.Journal!;
        var older = journal.Machines[0] with { PointAt = Cases.PointAt.AddHours(-1) };

        Assert.Equal(250 * 60, Measures.Of(Good).RpaSeconds);
        Assert.Equal(310 * 60, Measures.Of(Good with { Journal = journal with { Machines = [older, .. journal.Machines] } }).RpaSeconds);
    }

    [Fact]
    public void What_was_not_recovered_has_no_recovery_time()
    {
        Assert.Null(Measures.Of(Good with { Machines = [Machine(Check(CheckOutcome.Failed, "x"))] }).RtaSeconds);
        Assert.Null(Measures.Of(Good with { Machines = [Machine(), Lost("x")] }).RtaSeconds);
        Assert.Null(Measures.Of(Good with { Stop = StopKind.Expired }).RtaSeconds);
    }

    [Fact]
    public void The_critical_path_are_the_steps_that_waited_for_each_other()
    {
        // Another machine was quicker; nobody waited for it.
        var quick = Machine() with { Steps = [Step("quick", 13, 20)] };

        var path = Measures.Of(Good with { Machines = [Machine(), quick] }).CriticalPath;

        Assert.Equal(
            ["group", "network", "isolation", "machine", "agent ready", "settle", "data disks online"], path.Select(step => step.Name));
    }

    [Fact]
    public void Waiting_for_people_is_no_part_of_it() =>
        Assert.DoesNotContain(Measures.Of(Good).CriticalPath, step => step.Kind == StepKind.Approval);

    [Fact]
    public void What_no_step_explains_is_told()
    {
        Assert.Equal(0, Measures.Of(Good).UnexplainedSeconds);
        Assert.Equal(120, Measures.Of(Good with { Steps = [Good.Steps[0], .. Good.Steps.Skip(3)] }).UnexplainedSeconds);
    }
}
