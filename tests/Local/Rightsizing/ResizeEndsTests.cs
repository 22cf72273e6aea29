using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Guard.Approvals;
using OpsFunctions.Orchestrations.Guard.Calendar;
using OpsFunctions.Orchestrations.Machines;
using OpsFunctions.Orchestrations.Notifications;
using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.Resizing.Steps;
using OpsFunctions.Orchestrations.Resizing.Watching;
using Xunit;

namespace OpsFunctions.Tests.Local.Rightsizing;

/// <summary>How a resize leaves its machine where something goes wrong that hardly ever does.</summary>
public class ResizeEndsTests
{
    private readonly FakeMachine _machine = new();

    [Fact]
    public async Task A_machine_is_resized_and_watched()
    {
        var result = await _machine.RunAsync();

        Assert.Equal((ChangeEndKind.Changed, "Standard_D4s_v5", "running"), (result.Kind, _machine.State.Size, _machine.State.Power));
        Assert.False(Assert.Single(_machine.Ends).HasFailed);
    }

    [Fact]
    public async Task An_activity_that_breaks_after_the_stop_leaves_no_machine_stopped_and_no_claim()
    {
        var isStopped = false;
        _machine.On<MachineChange, OperationTicket>(nameof(MachineActivities.EnsureDeallocated), _ =>
        {
            isStopped = true;
            return _machine.Become(_machine.State with { Power = "deallocated" });
        });
        _machine.Refuse<SizeChange, OperationTicket>(nameof(MachineActivities.EnsureSize), "AllocationFailed");
        var broken = 0;
        _machine.On<string, MachineState>(nameof(MachineActivities.ReadMachine), _ => isStopped && ++broken <= 8
            ? throw new NotSupportedException("a mistake of ours")
            : _machine.State);

        var result = await _machine.RunAsync();

        Assert.Equal((ChangeEndKind.PutBack, "Standard_D8s_v5", "running"), (result.Kind, _machine.State.Size, _machine.State.Power));
        Assert.True(Assert.Single(_machine.Ends).HasFailed);
    }

    [Fact]
    public async Task A_list_of_stranded_machines_that_takes_nothing_does_not_keep_a_machine_stopped()
    {
        var starts = 0;
        _machine.Answer<MachineChange, Outcome<OperationTicket>>(nameof(MachineActivities.EnsureStarted), _ => ++starts <= 20
            ? Outcome.Refused<OperationTicket>("AllocationFailed", "no place")
            : Outcome.Done(_machine.Become(_machine.State with { Power = "running" })));
        _machine.On<StrandedMachine, bool>(nameof(ChangeActivities.NoteStranded), _ => throw new NotSupportedException("storage is gone"));

        await _machine.RunAsync();

        Assert.Equal("running", _machine.State.Power);
        Assert.Contains(NotificationKind.Page, _machine.Told);
    }

    [Fact]
    public async Task A_machine_that_does_not_work_with_its_new_size_and_cannot_have_the_old_one_is_no_success()
    {
        _machine.State = _machine.State with { IsAgentReady = true };
        _machine.On<SizeChange, OperationTicket>(nameof(MachineActivities.EnsureSize), change =>
            _machine.Become(_machine.State with { Size = change!.Size, IsAgentReady = false }));
        _machine.Answer<CapacityChange, Outcome<OperationTicket>>(nameof(CapacityActivities.EnsureReserved), change =>
            change!.Size == "Standard_D8s_v5"
                ? Outcome.Refused<OperationTicket>("AllocationFailed", "no place")
                : Outcome.Done(OperationTicket.Done));

        var result = await _machine.RunAsync();

        Assert.Equal(ChangeEndKind.Stranded, result.Kind);
        Assert.Contains(NotificationKind.Page, _machine.Told);
        Assert.DoesNotContain(NotificationKind.ChangeDone, _machine.Told);
        // It was not stopped for a place that is not there.
        Assert.Equal("running", _machine.State.Power);
    }

    [Fact]
    public async Task Once_a_machine_was_touched_nobody_is_asked_whether_it_may_be()
    {
        _machine.Plan = _machine.Plan with
        {
            Targets = [.. _machine.Plan.Targets, new("Standard_D2s_v5", 0.096, 210, CanBeReserved: false)]
        };
        _machine.Answer<SizeChange, Outcome<OperationTicket>>(nameof(MachineActivities.EnsureSize),
            change => change!.Size == "Standard_D4s_v5"
            ? Outcome.Refused<OperationTicket>("SkuNotAvailable", "not here")
            : Outcome.Done(_machine.Become(_machine.State with { Size = change.Size })));

        var result = await _machine.RunAsync();

        Assert.Equal((ChangeEndKind.PutBack, "running"), (result.Kind, _machine.State.Power));
        Assert.DoesNotContain(NotificationKind.ApprovalNeeded, _machine.Told);
    }

    [Fact]
    public async Task A_machine_that_was_off_gets_its_size_back_where_the_resize_failed_and_happened_later()
    {
        var isLate = true;
        _machine.State = _machine.State with { Power = "deallocated" };
        _machine.Answer<SizeChange, Outcome<OperationTicket>>(nameof(MachineActivities.EnsureSize), change =>
        {
            // Still shown as being updated when the operation is given up.
            _machine.Become(_machine.State with { Size = change!.Size, Provisioning = isLate ? "Updating" : "Succeeded" });
            (var wasLate, isLate) = (isLate, false);
            return wasLate ? Outcome.Refused<OperationTicket>("InternalExecutionError", "it broke") : Outcome.Done(OperationTicket.Done);
        });

        var result = await _machine.RunAsync();

        Assert.Equal((ChangeEndKind.PutBack, "Standard_D8s_v5", "deallocated"), (result.Kind, _machine.State.Size, _machine.State.Power));
    }

    [Fact]
    public async Task A_probe_whose_answer_never_comes_does_not_stretch_the_verification()
    {
        _machine.Plan = _machine.Plan with { Probe = new(80, "/") };
        var asked = 0;
        _machine.On<ProbeRun, OperationTicket>(nameof(ProbeActivities.RunProbe), _ =>
        {
            asked++;
            return new("https://management.azure.com/operations/1", 0);
        });
        _machine.On<OperationTicket, OperationProgress>(
            nameof(OperationActivities.ReadOperation), _ => new(OperationState.InProgress, 60, null, null, null));

        var result = await _machine.RunAsync();

        // One answer is waited for longer than the twenty minutes.
        Assert.Equal((ChangeEndKind.PutBack, 1), (result.Kind, asked));
    }

    [Fact]
    public async Task The_watch_begins_with_the_change_also_where_a_reservation_stays_for_hours()
    {
        var releases = 0;
        _machine.Answer<CapacityChange, Outcome<ReleaseStep>>(nameof(CapacityActivities.ReleaseCapacity), _ => ++releases <= 8
            ? Outcome.Refused<ReleaseStep>("Conflict", "not yet")
            : Outcome.Done(new ReleaseStep(true, OperationTicket.Done)));
        DateTimeOffset? since = null;
        _machine.On<Watched, WatchFinding>(nameof(WatchActivities.LookAtLoad), watched =>
        {
            since ??= watched!.Load.Since;
            return new(false, "");
        });

        var result = await _machine.RunAsync();

        Assert.Equal(ChangeEndKind.Changed, result.Kind);
        Assert.Equal(result.ChangedAt, since);
    }

    [Fact]
    public async Task A_size_that_is_too_small_counts_as_failed_once_and_is_taken_back_when_the_old_one_has_a_place()
    {
        _machine.On<Watched, WatchFinding>(nameof(WatchActivities.LookAtLoad), _ => new(true, "CPU 100 %"));
        _machine.Plan = _machine.Plan with { IsProduction = false };
        var reserved = 0;
        _machine.Answer<CapacityChange, Outcome<OperationTicket>>(nameof(CapacityActivities.EnsureReserved), change =>
            change!.Size == "Standard_D8s_v5" && ++reserved <= 3
                ? Outcome.Refused<OperationTicket>("AllocationFailed", "no place")
                : Outcome.Done(OperationTicket.Done));

        var result = await _machine.RunAsync();

        Assert.Equal((ChangeEndKind.TakenBack, "Standard_D8s_v5", "running"), (result.Kind, _machine.State.Size, _machine.State.Power));
        Assert.Equal([false, true, false, false, false], _machine.Ends.Select(end => end.HasFailed));
    }

    [Theory]
    [InlineData(true, ChangeEndKind.TakenBack)]
    [InlineData(false, ChangeEndKind.LeftAfterAsking)]
    public async Task Production_outside_its_window_is_taken_back_unasked_only_where_settings_allow_it(bool anyTime, ChangeEndKind end)
    {
        _machine.On<Watched, WatchFinding>(nameof(WatchActivities.LookAtLoad), _ => new(true, "CPU 100 %"));
        _machine.On<GuardRequest, WindowVerdict>(
            nameof(GuardActivities.ReadWindow), _ => new(false, FakeMachine.Start.AddDays(2), null, "closed"));
        // Nobody answers: what cannot be asked is a no.
        _machine.Refuse<ApprovalRequest, Approval>(nameof(ApprovalActivities.AskApproval), "AuthorizationFailed");
        _machine.Plan = _machine.Plan with { IsProduction = true, Settings = _machine.Plan.Settings with { RollbackAnyTime = anyTime } };

        Assert.Equal(end, (await _machine.RunAsync()).Kind);
    }

    [Fact]
    public async Task Neither_looks_nor_the_book_carry_what_they_do_not_use()
    {
        _machine.Plan = _machine.Plan with { Group = "web", GroupMembers = ["/vm/b"] };
        _machine.On<ChangePlan, MachineGroups>(nameof(ChangeActivities.ReadGroups), _ => new(["group/web"], ["/vm/b"]));
        _machine.On<GroupHealth, int>(nameof(ChangeActivities.CountHealthy), _ => 1);
        _machine.On<LoadAsked, WatchBefore>(
            nameof(WatchActivities.ReadLoadBefore), _ => new([], []) { Later = [new("Standard_D4s_v5", [1], [], 1, 0)] });
        var looks = new List<Watched>();
        _machine.On<Watched, WatchFinding>(nameof(WatchActivities.LookAtLoad), watched =>
        {
            looks.Add(watched!);
            return new(false, "");
        });
        LaterWatched? kept = null;
        _machine.On<LaterWatched, bool>(nameof(LaterActivities.KeepForLater), watched =>
        {
            kept = watched;
            return true;
        });

        Assert.Equal(ChangeEndKind.Changed, (await _machine.RunAsync()).Kind);
        Assert.All(looks, look => Assert.Empty(look.Before.Later));
        Assert.Equal([1], kept!.Before.Cpu);
        Assert.Equal(["group/web"], kept.GroupNames);
        Assert.Empty(kept.Plan.GroupMembers);
    }

    [Fact]
    public async Task That_it_is_too_small_and_that_the_old_size_cannot_be_had_are_two_pages()
    {
        _machine.On<Watched, WatchFinding>(nameof(WatchActivities.LookAtLoad), _ => new(true, "CPU 100 %"));
        _machine.Plan = _machine.Plan with { IsProduction = true };
        _machine.On<GuardRequest, WindowVerdict>(
            nameof(GuardActivities.ReadWindow), _ => new(false, FakeMachine.Start.AddDays(2), null, "closed"));
        _machine.On<ApprovalRequest, Approval>(nameof(ApprovalActivities.AskApproval), request =>
            new(request!, new(Approved: true, "anna", request!.AskedAt, request.PlanHash, "")));
        var reserved = 0;
        _machine.Answer<CapacityChange, Outcome<OperationTicket>>(nameof(CapacityActivities.EnsureReserved), change =>
            change!.Size == "Standard_D8s_v5" && ++reserved <= 3
                ? Outcome.Refused<OperationTicket>("AllocationFailed", "no place")
                : Outcome.Done(OperationTicket.Done));

        Assert.Equal(ChangeEndKind.TakenBack, (await _machine.RunAsync()).Kind);
        Assert.Single(_machine.ToldIds, id => id.EndsWith("-too-small", StringComparison.Ordinal));
        Assert.Single(_machine.ToldIds, id => id.EndsWith("-no-place", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_nobody_knows_when_the_window_opens_silence_is_asked_again_and_is_no_no()
    {
        _machine.On<Watched, WatchFinding>(nameof(WatchActivities.LookAtLoad), _ => new(true, "CPU 100 %"));
        _machine.Plan = _machine.Plan with { IsProduction = true };
        var asked = new List<string>();
        _machine.On<GuardRequest, WindowVerdict>(
            nameof(GuardActivities.ReadWindow), _ => new(asked.Count == 2, null, null, "there is no such window"));
        _machine.On<ApprovalRequest, Approval>(nameof(ApprovalActivities.AskApproval), request =>
        {
            asked.Add(request!.Id);
            return new(request, null) { ClosedAt = request.Deadline };
        });

        Assert.Equal(ChangeEndKind.TakenBack, (await _machine.RunAsync()).Kind);
        Assert.Equal(2, asked.Distinct().Count());
    }

    [Fact]
    public async Task A_machine_that_is_gone_by_then_is_not_taken_back_and_nobody_is_called()
    {
        _machine.Plan = _machine.Plan with { IsProduction = false };
        var isGone = false;
        _machine.On<Watched, WatchFinding>(nameof(WatchActivities.LookAtLoad), _ => new(isGone = true, "CPU 100 %"));
        _machine.Answer<string, Outcome<MachineState>>(nameof(MachineActivities.ReadMachine), _ => isGone
            ? Outcome.Refused<MachineState>("ResourceNotFound", "not there")
            : Outcome.Done(_machine.State));

        var result = await _machine.RunAsync();

        Assert.Equal((ChangeEndKind.Overtaken, "CPU 100 %; it is gone"), (result.Kind, result.Reason));
        Assert.DoesNotContain(NotificationKind.Page, _machine.Told);
    }

    [Fact]
    public async Task A_reservation_that_a_take_back_leaves_is_told()
    {
        _machine.On<Watched, WatchFinding>(nameof(WatchActivities.LookAtLoad), _ => new(true, "CPU 100 %"));
        _machine.Plan = _machine.Plan with { IsProduction = false };
        _machine.Answer<CapacityChange, Outcome<ReleaseStep>>(nameof(CapacityActivities.ReleaseCapacity),
            change => change!.Size == "Standard_D8s_v5"
            ? Outcome.Refused<ReleaseStep>("AuthorizationFailed", "no right")
            : Outcome.Done(new ReleaseStep(true, OperationTicket.Done)));

        var result = await _machine.RunAsync();

        Assert.Equal(ChangeEndKind.TakenBack, result.Kind);
        Assert.Contains(NotificationKind.Leaked, _machine.Told);
    }

    [Fact]
    public async Task A_pool_that_the_machine_joined_while_it_waited_is_not_claimed_so_it_is_left_alone()
    {
        var reads = 0;
        _machine.On<ChangePlan, MachineGroups>(nameof(ChangeActivities.ReadGroups), _ => ++reads == 1
            ? new([], [])
            : new(["/pools/a"], ["/vm/b"]));

        var result = await _machine.RunAsync();

        Assert.Equal((ChangeEndKind.NotTaken, "group: it has joined /pools/a since it was planned"), (result.Kind, result.Reason));
    }
}
