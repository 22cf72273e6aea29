using Microsoft.DurableTask;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Machines;
using OpsFunctions.Orchestrations.Notifications;
using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.Resizing.Steps;
using OpsFunctions.Orchestrations.Resizing.Watching;
using OpsFunctions.Tests.FunctionsHost;

namespace OpsFunctions.Tests.Local.Rightsizing;

/// <summary>One machine and the activities of a resize around it, each of which a test may replace.</summary>
internal sealed class FakeMachine
{
    public const string Id = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/web/providers/Microsoft.Compute/virtualMachines/web-1";

    private readonly Dictionary<string, Action<TestTasks>> _activities = new(StringComparer.Ordinal);

    public FakeMachine()
    {
        On<PlanRef, ChangePlan>(nameof(ChangeActivities.ReadPlan), _ => Plan);
        On<ChangePlan, MachineGroups>(nameof(ChangeActivities.ReadGroups), _ => new([], []));
        On<ChangePlan, Recheck>(nameof(ChangeActivities.RecheckMachine), _ => new(State, null));
        On<OfferedSize, bool>(nameof(ChangeActivities.IsSizeOffered), _ => false);
        On<StrandedMachine, bool>(nameof(ChangeActivities.NoteStranded), _ => true);
        On<string, bool>(nameof(ChangeActivities.ForgetStranded), _ => true);
        On<GuardRequest, GuardAnswer>(nameof(GuardActivities.AskGuard), request => new(
            new(GuardVerdict.Granted, GuardRule.All, "", Start, null), request!.Preview ? null : Ticket(request)));
        On<GuardRequest, ChangeTicket>(nameof(GuardActivities.ClaimForUndo), request => Ticket(request!));
        On<ChangeEnd, bool>(nameof(GuardActivities.EndChange), end =>
        {
            Ends.Add(end!);
            return true;
        });
        On<LoadAsked, WatchBefore>(nameof(WatchActivities.ReadLoadBefore), _ => new([], []));
        On<LoadAsked, bool>(nameof(WatchActivities.DoMetricsArrive), _ => true);
        On<Watched, WatchFinding>(nameof(WatchActivities.LookAtLoad), _ => new(false, ""));
        On<TrailRequest, RunEvidence>(nameof(TrailActivities.WriteTrail), request => new("chain", request!.Entries.Count, "hash"));
        On<ChangedMachine, NotedInLedger>(nameof(LedgerActivities.NoteChange), _ => new(null));
        On<TakeBackLook, string?>(nameof(TakeBackActivities.FindOvertaking), _ => null);
        On<TakenBackMachine, NotedInLedger>(nameof(LedgerActivities.NoteTakenBack), _ => new(null));
        On<TagChange, OperationTicket>(nameof(MachineActivities.EnsureTag), _ => OperationTicket.Done);
        On<CapacityChange, OperationTicket>(nameof(CapacityActivities.EnsureCapacityGroup), _ => OperationTicket.Done);
        On<CapacityChange, OperationTicket>(nameof(CapacityActivities.EnsureReserved), _ => OperationTicket.Done);
        On<CapacityChange, ReleaseStep>(nameof(CapacityActivities.ReleaseCapacity), _ => new(true, OperationTicket.Done));
        On<string, MachineState>(nameof(MachineActivities.ReadMachine), _ => State);
        On<MachineChange, OperationTicket>(nameof(MachineActivities.EnsureDeallocated), _ => Become(State with { Power = "deallocated" }));
        On<MachineChange, OperationTicket>(nameof(MachineActivities.EnsureStarted), _ => Become(State with { Power = "running" }));
        On<SizeChange, OperationTicket>(nameof(MachineActivities.EnsureSize), change => Become(State with { Size = change!.Size }));
        On<KeptResult, bool>(nameof(ResultActivities.KeepResult), kept =>
        {
            Result = kept!.Result;
            return true;
        });
        On<InsideRun, OperationTicket>(nameof(ProbeActivities.RunInsideCheck), _ => OperationTicket.Done);
        Answer<Notification, int>(nameof(NotificationActivities.Notify), notification =>
        {
            Told.Add(notification!.Kind);
            ToldIds.Add(notification.Id);
            return 1;
        });
    }

    public static DateTimeOffset Start => new ManualTime().GetUtcNow();

    public ChangePlan Plan { get; set; } = new(
        "run", "timer", PlannedAction.Resize, Id, "web-1", "11111111-1111-1111-1111-111111111111", "eastus", "Standard_D8s_v5", 0.384,
        [new("Standard_D4s_v5", 0.192, 140, CanBeReserved: true)], Mode.Apply, Start, Start.AddDays(6))
    {
        Capability = "rightsizing",
        SizeCanBeReserved = true,
    };

    public MachineState State { get; set; } = new(
        Id, "eastus", "Standard_D8s_v5", "running", "Succeeded", IsAgentReady: true, IsWindows: false, null, null, [], [], [])
    {
        AgentReportedAt = DateTimeOffset.MaxValue,
    };

    public ChangeResult? Result { get; private set; }

    public List<NotificationKind> Told { get; } = [];

    public List<string> ToldIds { get; } = [];

    public List<ChangeEnd> Ends { get; } = [];

    public void On<TIn, TOut>(string activity, Func<TIn?, TOut> run) =>
        Answer<TIn, Outcome<TOut>>(activity, input => Outcome.Done(run(input)));

    public void Refuse<TIn, TOut>(string activity, string code) =>
        Answer<TIn, Outcome<TOut>>(activity, _ => Outcome.Refused<TOut>(code, "so it is"));

    /// <summary>What an activity answers from now on.</summary>
    public void Answer<TIn, TOut>(string activity, Func<TIn?, TOut> run) => _activities[activity] = tasks => tasks.Activity(activity, run);

    public OperationTicket Become(MachineState state)
    {
        State = state;
        return OperationTicket.Done;
    }

    /// <summary>Runs the change to its end.</summary>
    public async Task<ChangeResult> RunAsync()
    {
        var tasks = new TestTasks().Orchestrator("change", async context => await ResizeOrchestrator.RunAsync(context));
        foreach (var add in _activities.Values)
            add(tasks);
        await using var hub = await TestHub.StartAsync(HubKind.Memory, tasks);
        await hub.ResultAsync<object>("change", new PlanRef("rightsizing", "run", 0));
        return Result!;
    }

    private static ChangeTicket Ticket(GuardRequest request) =>
        new(request.Capability, request.Owner, request.ResourceId, [request.ResourceId], request.PlanHash, Start, DateTimeOffset.MaxValue);
}
