using Microsoft.AspNetCore.Http;

namespace OpsFunctions.Functions.Http;

/// <summary>One way in.</summary>
/// <param name="Route">Below <c>/api</c>, as the function declares it.</param>
/// <param name="Function">Its function; middleware is told that, not the route.</param>
/// <param name="Needs">The role it takes; null: open to all.</param>
/// <param name="Or">Another role that will do; what it may there is the function's to say.</param>
internal sealed record Endpoint(string Method, string Route, string Function, Role? Needs, Role? Or = null)
{
    public bool Lets(Caller caller) => Needs is not { } role || caller.May(role) || (Or is { } other && caller.May(other));
}

/// <summary>Every way in and the role it needs. What is not listed here is refused for everybody.</summary>
internal static class Endpoints
{
    public static IReadOnlyList<Endpoint> All { get; } =
    [
        new("GET", "approvals", nameof(ApprovalTriggers.ListApprovals), Role.Reader),
        new("GET", "approvals/{id}", nameof(ApprovalTriggers.GetApproval), Role.Reader),
        new("POST", "approvals/{id}", nameof(ApprovalTriggers.AnswerApproval), Role.Approver, Or: Role.Operator),
        new("GET", "events/poison", nameof(EventTriggers.ListPoison), Role.Operator),
        new("POST", "events/poison/replay", nameof(EventTriggers.ReplayPoison), Role.Operator),
        new("GET", "health", nameof(HealthTriggers.Health), Needs: null),
        new("GET", "kill-switch", nameof(KillSwitchTriggers.GetKillSwitch), Role.Reader),
        new("PUT", "kill-switch", nameof(KillSwitchTriggers.ThrowKillSwitch), Role.Operator),
        new("DELETE", "kill-switch", nameof(KillSwitchTriggers.LiftKillSwitch), Role.Operator),
        new("GET", "reports", nameof(ReportTriggers.ListReports), Role.Reader),
        new("GET", "reports/{capability}/{file}", nameof(ReportTriggers.GetReport), Role.Reader),
        new("GET", "reports/{run}/evidence", nameof(EvidenceTriggers.CheckEvidence), Role.Reader),
        new("GET", "runs", nameof(RunTriggers.ListRuns), Role.Reader),
        new("GET", "runs/{id}", nameof(RunTriggers.GetRun), Role.Reader),
        new("POST", "runs/rightsizing", nameof(RightsizingTriggers.StartRightsizing), Role.Operator),
        new("POST", "runs/snapshots", nameof(SnapshotTriggers.StartSnapshots), Role.Operator),
        new("GET", "snapshots/{machine}", nameof(MachineSnapshotTriggers.GetSnapshots), Role.Reader),
        new("PUT", "snapshots/{machine}/holds/{hold}", nameof(MachineSnapshotTriggers.HoldSnapshots), Role.Operator),
        new("DELETE", "snapshots/{machine}/holds/{hold}", nameof(MachineSnapshotTriggers.ReleaseSnapshots), Role.Operator),
        new("POST", "snapshots/{machine}/retire", nameof(MachineSnapshotTriggers.RetireSnapshots), Role.Operator),
    ];

    /// <summary>Null: no way in.</summary>
    public static Endpoint? Find(string function, HttpRequest request) => All.FirstOrDefault(endpoint =>
        string.Equals(endpoint.Function, function, StringComparison.Ordinal) && HttpMethods.Equals(endpoint.Method, request.Method));
}
