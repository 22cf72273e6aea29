using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Drills.Building;
using OpsFunctions.Orchestrations.Drills.Planning;
using OpsFunctions.Orchestrations.Drills.Report;
using OpsFunctions.Orchestrations.Drills.Settings;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.State;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Drills.Preflight;

/// <summary>Looks whether a drill can begin, and writes down what it is going to make.</summary>
public sealed class PreflightActivities(
    PreflightReader reader, DrillStore store, RunStore runs, OwnGroups own, Holds holds, BatchGuard guard, DrillOptions options,
    TimeProvider time)
{
    private const int MostMissing = 20;
    private const int MostSteps = 50;

    [Function(nameof(CheckDrill))]
    public Task<Outcome<DrillChecked>> CheckDrill([ActivityTrigger] DrillCheckup checkup, CancellationToken ct) =>
        Outcome.OfAsync("preflight", async () =>
    {
        var (id, request) = (checkup.Run.RunId, checkup.Request);
        if (options.Find(request.Plan) is not { } found)
            throw new RefusedException("NoPlan", $"there is no plan {Words.Shown(request.Plan)} any more");
        var plan = request.Point.Length > 0 ? found with { Point = request.Point } : found;
        // A first execution may have come so far: what it wrote counts.
        var journal = checkup.Commits ? await store.JournalAsync(id, ct) : null;
        var now = time.GetUtcNow();
        if (await store.TakeAsync(plan.Application, id, ct) is { } other)
            return Checked(plan, id, [$"a drill of {plan.Application} runs already: {other.DrillId}"], "", null);
        var facts = await KeptReads.ReadAsync(
            runs, id, checkup.Commits ? "reads-to-begin" : "reads-to-look", pages => reader.ReadAsync(plan, pages, ct), ct);
        var result = PreflightPolicy.Check(facts, now);
        var missing = result.Missing;
        var hash = HashOf(facts);
        if (checkup.ApprovedHash is { } approved && approved != hash && missing.Count == 0)
            missing = ["the application is not what was approved: machines, sizes or place have changed; ask again"];
        await KeepRecordAsync(checkup, plan, result, ct);
        if (missing.Count > 0 || options.Mode <= Mode.Report)
            return Checked(plan, id, missing, hash, null);
        var blueprint = journal ?? BlueprintPolicy.Of(id, request.Plan, facts, result, now);
        if (checkup.Commits)
            blueprint = await CommitAsync(blueprint, ct);
        return Checked(plan, id, [], hash, blueprint) with
        {
            Steps = StepsOf(blueprint, result), Sentence = SentenceOf(plan, blueprint, result)
        };
    }, ct);

    /// <summary>Asks the guard about the drill's group; nothing else is ever changed.</summary>
    [Function(nameof(AskDrillGuard))]
    public Task<Outcome<DrillAnswer>> AskDrillGuard([ActivityTrigger] DrillAsk ask, CancellationToken ct) =>
        Outcome.OfAsync("guard", async () =>
    {
        var answer = await guard.AskAsync(
            new(DrillsCapability.Name, ask.DrillId, ask.GroupId, ask.Subscription, ask.PlanHash)
            {
                Window = options.Guard.OtherWindow, Approval = ask.Approval,
            },
            [new BatchTarget(ask.GroupId, ask.GroupId, ask.Approval is null ? ask.Mode : Mode.Approve, Environment: null, "UTC")], ct);
        var decision = answer.Decisions[0];
        return new DrillAnswer(answer.Ticket, $"guard, {decision.Rule}: {decision.Reason}", decision.RetryAt);
    }, ct);

    // The group is the suite's before it is there, and the points are held before they are used.
    private async Task<DrillJournal> CommitAsync(DrillJournal journal, CancellationToken ct)
    {
        var kept = await store.KeepJournalAsync(journal, ct);
        await own.AddAsync(kept.GroupId, kept.DrillId, ct);
        var now = time.GetUtcNow();
        foreach (var point in kept.Held)
            await holds.PutAsync(
                new(HoldOf(
                    kept.DrillId), kept.DrillId, "a drill rebuilds from it", point.Series, point.PointId, now, kept.ExpiresAt.AddHours(1)),
                    ct);
        return kept;
    }

    /// <summary>Id of a drill's holds: 1 to 60 letters, digits and hyphens.</summary>
    internal static string HoldOf(string drillId) => Ids.Long("drill-", drillId);

    private async Task KeepRecordAsync(DrillCheckup checkup, DrillPlan plan, PreflightResult result, CancellationToken ct)
    {
        var known = await store.RecordAsync(checkup.Run.RunId, ct);
        await store.WriteRecordAsync((known ?? new DrillRecord(
            checkup.Run.RunId, checkup.Request.Plan, plan.Application, checkup.Request.RequestedBy, checkup.Request.Reason,
            checkup.Run.AsOf, result)) with
        {
            Preflight = result,
            RtoMinutes = plan.RtoMinutes,
            RpoMinutes = plan.RpoMinutes,
            Isolation = InWords(plan),
        }, ct);
    }

    private DrillChecked Checked(DrillPlan plan, string id, IReadOnlyList<string> missing, string hash, DrillJournal? journal) => new(
        plan.Application, plan.Subscription, DrillNames.GroupId(plan.Subscription, id), options.Mode,
        plan.NeedsApproval || options.Mode == Mode.Approve,
        [.. missing.Take(MostMissing).Select(Words.OneLine)], hash, journal?.Groups ?? [], journal?.ExpiresAt ?? default, "")
    {
        WaitOnFailureMinutes = plan.WaitOnFailureMinutes,
        AgentMinutes = options.AgentMinutes,
        IsolationPollSeconds = options.IsolationPollSeconds,
        ApprovalHours = options.Guard.ApprovalHours,
        MachineKeys = [.. (journal?.Machines ?? []).Select(machine => machine.Key)],
    };

    // What was approved: which machines, in which sizes, where. Points move on while a person decides.
    private static string HashOf(PreflightFacts facts) => Ids.Key(string.Join('\n',
        facts.Source.Machines.Select(
                machine => $"{machine.Id.ToLowerInvariant()} {MachineMatrix.SizeOf(machine, facts)} {machine.Disks.Count}")
            .Order(StringComparer.Ordinal)
            .Prepend($"{facts.Place.Subscription} {facts.Place.Region} {InWords(facts.Plan)} {facts.Plan.TtlMinutes}")));

    private static string InWords(DrillPlan plan) => plan.OpensStorage ? $"{plan.Isolation}, opened to Storage" : plan.Isolation.ToString();

    private static string SentenceOf(DrillPlan plan, DrillJournal journal, PreflightResult result) => Invariant(
        $"Drill {plan.Application}: rebuild {journal.Machines.Count} machines in {result.Place}, isolated ({InWords(plan)}), for {plan.TtlMinutes} minutes at most{(result.CostUsd is { } cost ? Invariant($" and {cost:0.00} USD") : "")}");

    private static IReadOnlyList<string> StepsOf(DrillJournal journal, PreflightResult result) =>
    [
        $"make {ArmId.NameOf(journal.GroupId)} with a network without any way out",
        .. journal.Machines.Take(MostSteps).Select(machine =>
            Invariant($"rebuild {machine.Name} from its point of {machine.PointAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC")),
        .. result.Machines.SelectMany(machine => machine.Findings.Select(finding => $"{machine.Name}: {finding.Words}")).Take(MostSteps),
        "delete all of it again",
    ];
}
