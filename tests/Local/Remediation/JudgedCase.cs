using OpsFunctions.Local.Cli.Rehearsal;
using OpsFunctions.Local.Cli.Rehearsal.Remediation;
using OpsFunctions.Orchestrations.Incidents;
using OpsFunctions.Orchestrations.Remediation;
using OpsFunctions.Simulator.Outages;
using Xunit;

namespace OpsFunctions.Tests.Local.Remediation;

/// <summary>A machine that hung at noon, was restarted and verified; each test spoils something of it.</summary>
internal static class JudgedCase
{
    public const string Suite = "suite";
    public const string Pool = "/pools/one";
    public const string Restart = "Microsoft.Compute/virtualMachines/restart/action";

    public static readonly DateTimeOffset Noon = new(2026, 6, 3, 12, 0, 0, TimeSpan.Zero);

    public static JudgedMachine Machine(string name = "vm-1", string? pool = null) => new(
        IdOf(name), name, pool, ["application shop in westeurope", "subscription s", "fleet"], Runs: true);

    public static JudgedOutage Outage(string name = "vm-1") => new($"outage {name}", IdOf(name), OutageKind.Hung, Noon, Noon.AddMinutes(3))
    {
        EndedByWhom = Suite, Alerts = [new($"{IdOf(name)}/alerts/1", Noon.AddMinutes(1), IsSuppressed: false, IsTaken: false)],
    };

    public static JudgedIncident Incident(string name = "vm-1", IncidentState state = IncidentState.Verified, double acts = 2) => new(
        new($"remediation-{name}", IdOf(name), "vm-availability", "Sev1", Noon.AddMinutes(1), Noon.AddMinutes(1), state)
        {
            EndedAt = Noon.AddMinutes(30), Reason = "verified: restarted",
        },
        [new("restart", Noon.AddMinutes(acts), Noon.AddMinutes(acts), Noon.AddMinutes(acts + 1))]);

    public static JudgedIncident Untried(string name = "vm-1", IncidentState state = IncidentState.Escalated) =>
        Incident(name, state) with { Attempts = [] };

    public static JudgedAct Act(string name = "vm-1", double at = 2) =>
        new(IdOf(name), Restart, Noon.AddMinutes(at), Noon.AddMinutes(at + 1));

    public static TellingOfIncident Page(string name = "vm-1", double at = 2, string id = "page-1") =>
        new(id, $"remediation-{name}", IsPage: true, "created", Noon.AddMinutes(at));

    /// <summary>All is well in it.</summary>
    public static RemediationFacts Facts(params string[] machines)
    {
        string[] names = machines.Length == 0 ? ["vm-1"] : machines;
        return new(Suite, Noon.AddDays(1), new RemediationOptions())
        {
            Machines = [.. names.Select(name => Machine(name)), .. Enumerable.Range(0, 40).Select(number => Machine($"other-{number}"))],
            Outages = [.. names.Select(Outage)], Incidents = [.. names.Select(name => Incident(name))],
            Acts = [.. names.Select(name => Act(name))],
        };
    }

    /// <summary>That rule is broken, with those words, and no other.</summary>
    public static void IsBroken(RemediationFacts facts, string rule, string words)
    {
        var broken = RemediationInvariants.Of(facts).Where(one => !one.Holds).ToList();
        var only = Assert.Single(broken);
        Assert.Contains(rule, only.Rule, StringComparison.Ordinal);
        Assert.Contains(words, only.Found, StringComparison.Ordinal);
    }

    public static void AllHold(RemediationFacts facts) =>
        Assert.All(RemediationInvariants.Of(facts), one => Assert.True(one.Holds, $"{one.Rule}: {one.Found}"));

    private static string IdOf(string name) => $"/subscriptions/s/resourcegroups/g/providers/microsoft.compute/virtualmachines/{name}";
}
