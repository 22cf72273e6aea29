using OpsFunctions.Local.Cli.Commands;
using Xunit;

namespace OpsFunctions.Tests.Local;

/// <summary>The executable, as a user calls it. The console belongs to the process, so these run one after the other.</summary>
[Collection("console")]
public sealed class CommandLineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ops-").FullName;

    [Theory]
    [InlineData("--days is '0'; it must be a whole number from 1 to 366", "--days", "0")]
    [InlineData("--fleet is 'many'; it must be a whole number from 1 to 20000", "rehearse", "--fleet", "many")]
    [InlineData("--mode is 'always'; it must be one of report, approve, apply", "rehearse", "--mode", "always")]
    [InlineData("Rightsizing:Changes:WatchHours is 0; it must be from 1 to 168", "rehearse", "--set", "Rightsizing:Changes:WatchHours=0")]
    [InlineData(
        "Rightsizing:Guard:BreakerPercent is 100; it must be from 1 to 99", "rehearse", "--set", "Rightsizing:Guard:BreakerPercent=100")]
    [InlineData(
        "Snapshots:Guard:AllowedScopes holds 'everything'; a scope begins with", "rehearse", "--set",
        "Snapshots:Guard:AllowedScopes:0=everything")]
    [InlineData("Rightsizing:Guard names the window 'noon'; Guard:Windows has", "rehearse", "--set", "Rightsizing:Guard:OtherWindow=noon")]
    [InlineData("--faults is 'some'; it must be one of none, low, high", "rehearse", "--faults", "some")]
    [InlineData("Rightsizing:LookBackDays is 120; it must be from 7 to 90", "rehearse", "--set", "Rightsizing:LookBackDays=120")]
    [InlineData("--set is 'Rightsizing'; it must be NAME=VALUE", "rehearse", "--set", "Rightsizing")]
    [InlineData("it must be simulated, real, or the loopback address", "serve", "--azure", "http://10.0.0.1:7072")]
    [InlineData("--azure real needs --subscription ID", "serve", "--azure", "real")]
    public async Task Wrong_input_is_told_with_name_value_and_what_is_allowed(string message, params string[] args)
    {
        var (code, _, errors) = await RunAsync(args);

        Assert.Equal(CommandLine.WrongInput, code);
        Assert.Contains(message, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evidence_that_was_changed_is_named_and_ends_in_exit_code_1()
    {
        await RunAsync("rehearse", "--days", "1", "--fleet", "5", "--json", "--out", _folder);
        var evidence = Path.Combine(_folder, "evidence");
        Assert.Equal(0, (await RunAsync("verify-evidence", evidence)).Code);

        var chain = Directory.GetFiles(Path.Combine(evidence, "rightsizing"), "*.jsonl", SearchOption.AllDirectories).Single();
        var kept = (await File.ReadAllLinesAsync(chain))[..^1];
        await File.WriteAllLinesAsync(chain, kept);
        var (code, output, _) = await RunAsync("verify-evidence", evidence);

        Assert.Equal(CommandLine.Broken, code);
        // Five machines lie in fewer subscriptions than the app is set for, which is a record, too.
        Assert.Equal(7, kept.Length);
        Assert.Contains("its tail is cut off: 7 records", output, StringComparison.Ordinal);
        Assert.Equal(CommandLine.WrongInput, (await RunAsync("verify-evidence", Path.Combine(_folder, "nowhere"))).Code);
    }

    [Fact]
    public async Task A_rehearsal_that_applies_advice_changes_machines_and_everything_holds()
    {
        // Two weekly runs, the second of which changes; a Sunday with drills; deletions, once the policies have cooled off.
        var (code, output, _) = await RunAsync(
            "rehearse", "--days", "9", "--fleet", "12", "--mode", "apply", "--faults", "low", "--set", "Rightsizing:Changes:WatchHours=24",
            "--json", "--out", _folder);

        Assert.Equal(0, code);
        Assert.Contains("no machine was left worse than before", output, StringComparison.Ordinal);
        Assert.Contains("2 drills: ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\"0 deletions\"", output, StringComparison.Ordinal);
        var changes = await File.ReadAllTextAsync(Path.Combine(_folder, "rightsizing", "rightsizing-20260608-changes.json"));
        Assert.Contains("\"kind\":\"Changed\"", changes, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("verify-evidence", Path.Combine(_folder, "evidence"))).Code);
    }

    [Fact]
    public async Task A_rehearsal_whose_app_is_ended_and_started_anew_holds_as_any_other()
    {
        var (code, output, errors) = await RunAsync(
            "rehearse", "--days", "2", "--fleet", "10", "--upgrades", "--set", "Rightsizing:Schedule=0 0 6 * * *", "--json", "--out",
            _folder);

        Assert.True(code == 0, output + errors);
        // Said of each of the three.
        Assert.Equal(3, output.Split(" was being changed").Length - 1);
    }

    [Fact]
    public async Task A_folder_of_recordings_that_is_not_there_is_named()
    {
        var (code, _, errors) = await RunAsync("rehearse", "--traces", Path.Combine(_folder, "nowhere"), "--out", _folder);

        Assert.Equal(CommandLine.WrongInput, code);
        Assert.Contains("nowhere", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recording_that_is_none_is_named_with_its_line()
    {
        var traces = Directory.CreateDirectory(Path.Combine(_folder, "traces")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(traces, "web_4vcpu.csv"), "timestamp,value\n2026-01-01 00:00:00,5\n2026-01-01 00:05:00,much\n");

        var (code, _, errors) = await RunAsync("rehearse", "--traces", traces, "--out", _folder);

        Assert.Equal(CommandLine.WrongInput, code);
        Assert.Contains("web_4vcpu.csv", errors, StringComparison.Ordinal);
        Assert.Contains("3", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_arguments_give_the_same_reports_byte_for_byte()
    {
        foreach (var name in (string[])["a", "b"])
        {
            // Two runs, a day apart and not a week.
            var (code, output, errors) = await RunAsync(
                "rehearse", "--days", "2", "--fleet", "30", "--faults", "low", "--set", "Rightsizing:Schedule=0 0 6 * * *", "--json",
                "--out", Path.Combine(_folder, name));
            Assert.True(code == 0, output + errors);
        }

        var first = Directory.GetFiles(Path.Combine(_folder, "a", "rightsizing")).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(4, first.Count);
        foreach (var file in first)
            Assert.Equal(
                await File.ReadAllBytesAsync(file),
                await File.ReadAllBytesAsync(file.Replace(
                    $"{Path.DirectorySeparatorChar}a{Path.DirectorySeparatorChar}",
                    $"{Path.DirectorySeparatorChar}b{Path.DirectorySeparatorChar}", StringComparison.Ordinal)));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] args)
    {
        var (output, errors) = (Console.Out, Console.Error);
        await using var outWriter = new StringWriter();
        await using var errorWriter = new StringWriter();
        try
        {
            Console.SetOut(outWriter);
            Console.SetError(errorWriter);
            var code = await CommandLine.RunAsync(args);
            return (code, outWriter.ToString(), errorWriter.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(errors);
        }
    }
}
