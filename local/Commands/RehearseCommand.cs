using System.CommandLine;
using OpsFunctions.Local.Cli.Rehearsal;
using OpsFunctions.Orchestrations;
using Spectre.Console;

namespace OpsFunctions.Local.Cli.Commands;

/// <summary><c>rehearse</c>: a month of operations in a minute.</summary>
internal static class RehearseCommand
{
    public static Command Create()
    {
        var days = Options.Number("--days", "Days of operations", 1, 366, 30);
        var fleet = Options.Number("--fleet", "Machines", 1, 20_000, 200);
        var seed = Options.Number("--seed", "Seed of fleet and faults", 0, int.MaxValue, 1);
        var mode = Options.OneOf("--mode", "How far the suite may go", "report", "approve", "apply");
        var traces = new Option<string?>("--traces") { Description = "Folder of recorded loads (CSV), each replayed as a machine" };
        var faults = Options.OneOf("--faults", "How often simulated Azure fails", "none", "low", "high");
        var damage = new Option<bool>("--damage") { Description = "Damage documents of the state, and mend them six hours later" };
        var tenant = new Option<bool>("--tenant")
        {
            Description = "A tenant around the fleet whose people grant, forget, leave and escalate; its access is audited and watched",
        };
        var outages = new Option<bool>("--outages")
        {
            Description = "Machines fail, alerts tell of it, and remediation goes as far as --mode; rightsizing only reports",
        };
        var upgrades = new Option<bool>("--upgrades")
        {
            Description = "The app is ended in the middle of changes, and its next version goes on; three times",
        };
        var ids = Options.OneOf("--ids", "How Azure spells the ids in its answers", "every-spelling", "as-made");
        var without = new Option<string[]>("--without")
        {
            Description = "Take away an identity's roles (read, act, drill, audit) but those for its storage, or an action; may be repeated",
        };
        var folder = new Option<string>("--out") { Description = "Folder for the reports", DefaultValueFactory = _ => "out" };
        var json = new Option<bool>("--json") { Description = "Print the summary as JSON and nothing else" };
        var settings = Options.Settings();

        var command = new Command(
            "rehearse", "Rehearse the suite on simulated Azure in simulated time") { days, fleet, seed, mode, traces, faults, damage,
            tenant, outages, upgrades, ids,
            without, folder, json, settings };
        command.SetAction((parsed, ct) => RunAsync(
            new RehearsalOptions
            {
                Days = parsed.GetValue(days),
                Fleet = parsed.GetValue(fleet),
                Seed = parsed.GetValue(seed),
                Traces = parsed.GetValue(traces),
                Mode = Enum.Parse<Mode>(parsed.GetValue(mode)!, ignoreCase: true),
                Faults = Options.ReadFaults(parsed.GetValue(faults)!),
                Damage = parsed.GetValue(damage),
                Tenant = parsed.GetValue(tenant),
                Outages = parsed.GetValue(outages),
                Upgrades = parsed.GetValue(upgrades),
                SpellsIds = parsed.GetValue(ids) == "every-spelling",
                Without = Options.ReadRights(parsed.GetValue(without)),
                Out = parsed.GetValue(folder)!,
                Settings = Options.ReadSettings(parsed.GetValue(settings)),
            },
            parsed.GetValue(json), ct));
        return command;
    }

    private static async Task<int> RunAsync(RehearsalOptions options, bool json, CancellationToken ct)
    {
        var console = AnsiConsole.Console;
        if (json)
        {
            var summary = await RehearsalRun.RunAsync(options, (_, _) => { }, ct);
            Console.WriteLine(SummaryView.ToJson(summary));
            return summary.AllHold ? 0 : CommandLine.Broken;
        }

        var shown = await SummaryView.WithProgressAsync(console, progress => RehearsalRun.RunAsync(options, progress, ct));
        SummaryView.Show(console, shown);
        return shown.AllHold ? 0 : CommandLine.Broken;
    }
}
