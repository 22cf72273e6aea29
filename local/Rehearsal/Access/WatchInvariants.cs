using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Tenants;
using static System.FormattableString;

namespace OpsFunctions.Local.Cli.Rehearsal.Access;

/// <summary>What must hold of the watch: who is told of what, and how soon.</summary>
/// <param name="audits">Those with a report, in order.</param>
internal sealed class WatchInvariants(SimulatedAzure azure, TenantDays tenant, IReadOnlyList<SeenRun> audits)
{
    private const string OfRight = "access-right-";
    private const string OfEmergency = "access-emergency-";

    // A look every 15 minutes, and some time for its calls.
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(20);

    private readonly IReadOnlyList<Notice> _notices = AuditReading.Notices(azure);

    public IEnumerable<Invariant> Of(RehearsalOptions options, DateTimeOffset end)
    {
        var moves = tenant.Moves.Where(move => move.Kind == "emergency-signs-in").Concat(tenant.Rights);
        var told = moves.Where(move => IsTold(move, options) && move.At <= end - Soon)
            .Select(move => (Move: move, Notice: NoticeOf(move))).ToList();
        var isCalm = options is { Faults: FaultLevel.None, Damage: false };
        var longest = told.Max(one => (one.Notice?.At - one.Move.At)?.TotalMinutes) ?? 0;
        yield return AccessInvariants.Rule(
            "who gives much or signs in as nobody should is told of within 20 minutes",
            told.Where(one => IsLate(one.Move, one.Notice, isCalm)).Select(one => Words(one.Move, one.Notice)),
            Invariant($"{told.Count(one => one.Notice is not null)} of {told.Count} told, after {longest:0} minutes at most"));
        yield return AccessInvariants.Rule(
            "nobody is paged for an activation", _notices.Where(IsUncaused).Select(notice => notice.Text), Invariant(
                $"{tenant.Moves.Count(move => move.Kind == "activate-pim")} activations, {_notices.Count(notice => notice.IsPage)} pages"));
    }

    private static bool IsTold(AccessMove move, RehearsalOptions options) => options.Events || move.Kind != "grant-at-subscription";

    private Notice? NoticeOf(AccessMove move) => _notices.FirstOrDefault(notice =>
        notice.At >= move.At && notice.Text.Contains(move.Subject, StringComparison.OrdinalIgnoreCase) && move.Kind switch
        {
            "emergency-signs-in" => notice.IsPage && notice.Id.StartsWith(OfEmergency, StringComparison.Ordinal),
            "elevate-access" => notice.Text.Contains("elevated", StringComparison.Ordinal) || IsAt(notice, "/"),
            _ => IsAt(notice, move.Scope),
        });

    private static bool IsAt(Notice notice, string scope) =>
        notice.Text.Contains($" at {scope} since ", StringComparison.OrdinalIgnoreCase);

    // With faults, by the next audit at the latest.
    private bool IsLate(AccessMove move, Notice? notice, bool isCalm)
    {
        if (notice?.At <= move.At + Soon)
            return false;
        var next = audits.FirstOrDefault(run => run.EndedAt > move.At + Soon);
        return isCalm || (next is not null && !(notice?.At <= next.EndedAt) && !Shows(next, move));
    }

    private static bool Shows(SeenRun audit, AccessMove move) => move.Kind == "emergency-signs-in"
        ? audit.Findings.Contains(ExpectedAudit.Key("emergency-used", move.Subject, "")) || audit.Unknown.Contains("emergency-used")
        : audit.HasRight(move.Subject, move.RoleId, move.Scope) || audit.Unknown.Contains("standing-privileged");

    private static string Words(AccessMove move, Notice? notice)
    {
        var told = notice is null ? "nobody was told" : Invariant($"told at {notice.At.UtcDateTime:d MMM HH:mm}");
        return Invariant($"{move.Kind} of {move.Subject} at {move.At.UtcDateTime:ddd d MMM HH:mm}: {told}");
    }

    // Of the watch alone: what an audit pages of is judged with its findings.
    private bool IsUncaused(Notice notice) => notice.IsPage
        && (notice.Id.StartsWith(OfRight, StringComparison.Ordinal) || notice.Id.StartsWith(OfEmergency, StringComparison.Ordinal))
        && !tenant.Moves.Any(move => move.Kind is "elevate-access" or "emergency-signs-in"
            && notice.Text.Contains(move.Subject, StringComparison.OrdinalIgnoreCase));
}
