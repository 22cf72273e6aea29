using System.Globalization;
using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Loads;

/// <summary>
/// Where a machine lives and whose it is. Machines come in applications of six, which share place, owner and environment.
/// </summary>
internal sealed record MachinePlace(string App, string Environment, string Owner, Region Region, SimulatedSubscription Subscription)
{
    private const int MachinesPerApp = 6;

    private static readonly string[] Apps =
        ["shop", "billing", "crm", "search", "reporting", "gateway", "identity", "mail", "intranet", "warehouse", "forecast", "archive",
            "payroll", "telemetry"];

    public string ResourceGroup => $"rg-{App}-{Environment}";

    public static MachinePlace Of(ulong seed, int index, SimulatedSubscription[] subscriptions)
    {
        var number = index / MachinesPerApp;
        var dice = new Dice(Noise.Mix(seed ^ 0xA44, number));
        var round = number / Apps.Length;
        var app = Apps[number % Apps.Length] + (round == 0 ? "" : round.ToString(CultureInfo.InvariantCulture));
        var environment = dice.Next() switch { < 0.5 => "prod", < 0.8 => "test", _ => "dev" };
        return new MachinePlace(
            app,
            environment,
            $"team-{Apps[dice.Below(5)]}@contoso.example",
            dice.OneOf(Regions.All),
            environment is "prod" ? subscriptions[0] : subscriptions[1]);
    }

    public string MachineName(int index) =>
        string.Create(CultureInfo.InvariantCulture, $"vm-{App}-{Environment}-{(index % MachinesPerApp) + 1:00}");

    public SortedDictionary<string, string> Tags(Dice dice)
    {
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["app"] = App, ["env"] = Environment };
        // A few machines have no owner on record, as everywhere.
        if (!dice.Chance(0.05))
            tags["owner"] = Owner;
        var policy = dice.Next() switch
        {
            < 0.02 => "off",
            < 0.03 => "report",
            < 0.04 => "approve",
            < 0.05 => "apply",
            < 0.06 => "maybe",
            < 0.065 => "",
            _ => null,
        };
        if (policy is not null)
            tags["ops:rightsizing"] = policy;
        return tags;
    }
}
