using OpsFunctions.Orchestrations.Access;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Tenants;

namespace OpsFunctions.Local.Cli.Rehearsal.Access;

/// <summary>
/// What an audit has to find: what is planted, what follows from what people did, and what simulated Azure holds at that moment.
/// </summary>
/// <param name="Findings">Each as <see cref="Key"/>.</param>
/// <param name="Ways">By principal: escalations of which one must be found, whichever is shortest.</param>
internal sealed record ExpectedAudit(
    string RunId, DateTimeOffset AsOf, IReadOnlySet<string> Findings, IReadOnlyDictionary<string, IReadOnlySet<string>> Ways)
{
    private const string Escalation = "escalation";

    /// <summary>A finding by what tells it apart.</summary>
    public static string Key(string check, string subject, string scope) =>
        $"{check} | {subject.ToLowerInvariant()} | {scope.ToLowerInvariant()}";

    /// <summary>Roles of Azure that somebody gave for good.</summary>
    public static IEnumerable<AccessMove> Grants(IEnumerable<AccessMove> moves) =>
        moves.Where(move => move.Kind is "elevate-access" or "grant-at-subscription" or "grant-at-management-group");

    public static ExpectedAudit Of(SimulatedAzure azure, TenantTruth truth, IReadOnlyList<AccessMove> moves, DateTimeOffset asOf)
    {
        var rules = new TenantRules(azure, truth, asOf);
        var planted = truth.Planted.Where(one => !TenantRules.Checks.Contains(one.Check, StringComparer.Ordinal))
            .Select(one => Key(one.Check, one.Subject, one.Scope));
        var grants = Grants(moves).ToList();
        var granted = grants.SelectMany(move => move.Kind == "elevate-access"
            ? [Key("standing-privileged", move.Subject, move.Scope), Key("user-access-admin", move.Subject, move.Scope)]
            : new[] { Key("standing-privileged", move.Subject, move.Scope) });
        // A Contributor runs commands on the machine, and gives the identity to a machine of his own.
        var ends = truth.Planted.Where(one => one is { Check: Escalation, How: "run-command" or "assign-identity" }).ToList();
        var ways = from move in grants
                   from end in ends
                   where move.Kind != "elevate-access" && azure.ManagementGroups.Covers(move.Scope, end.Path[1])
                   select (Who: move.Subject, Key: Key(Escalation, move.Subject, end.Scope));
        return new(
            $"{AccessCapability.Name}-{asOf.UtcDateTime:yyyyMMdd}", asOf,
            planted.Concat(granted).Concat(rules.Findings).ToHashSet(StringComparer.Ordinal),
            ways.GroupBy(one => one.Who, one => one.Key, StringComparer.Ordinal).ToDictionary(
                one => one.Key, IReadOnlySet<string> (one) => one.ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal));
    }
}
