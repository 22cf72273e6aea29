using OpsFunctions.Orchestrations.Drills.Planning;
using OpsFunctions.Orchestrations.Drills.Settings;
using Xunit;

namespace OpsFunctions.Tests.Drills.Planning;

public class GuestScriptsTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_canary_asks_for_production_the_internet_the_metadata_service_and_names(bool isWindows) => Assert.Equal(
        ["tcp production 10.2.0.4 443", "tcp public 1.1.1.1 443", "token metadata", "dns names example.com"],
        Calls(GuestScripts.Canary(isWindows, "10.2.0.4:443")));

    [Fact]
    public void Without_a_production_address_it_asks_for_the_rest() => Assert.Equal(
        ["tcp public 1.1.1.1 443", "token metadata", "dns names example.com"], Calls(GuestScripts.Canary(isWindows: false, null)));

    [Theory]
    [InlineData(false, ValidationKind.Disks, "", "disks", "disks=2\noffline=0", "data disks online")]
    [InlineData(true, ValidationKind.Disks, "", "disks", "disks=2\noffline=0", "data disks online")]
    [InlineData(false, ValidationKind.Service, "app", "service app", "service.app=active", "service app runs")]
    [InlineData(true, ValidationKind.Service, "app", "service app", "service.app=active", "service app runs")]
    [InlineData(false, ValidationKind.Tcp, "sql:1433", "tcp probe sql 1433", "probe=open", "sql:1433 answers")]
    [InlineData(
        false, ValidationKind.Http, "http://a?b=1&c=2", "http probe \"http://a?b=1&c=2\"", "probe=200", "http://a?b=1&c=2 answers 200")]
    [InlineData(
        true, ValidationKind.Http, "http://a?b=1&c=2", "http probe 'http://a?b=1&c=2'", "probe=200", "http://a?b=1&c=2 answers 200")]
    public void A_validation_is_one_line_with_one_expected_answer(
        bool isWindows, ValidationKind kind, string target, string call, string expected, string label)
    {
        var one = new DrillValidation { Kind = kind, Target = target };

        var (script, answer) = GuestScripts.Validation(isWindows, one, dataDisks: 2);

        Assert.Equal([call], Calls(script));
        Assert.Equal((expected, label), (answer, GuestScripts.Label(one)));
    }

    [Theory]
    [InlineData(ValidationKind.Script)]
    [InlineData(ValidationKind.Content)]
    public void A_plans_own_script_is_run_as_it_is(ValidationKind kind)
    {
        var one = new DrillValidation { Kind = kind, Target = "psql -c 'select 1'", Expected = "(1 row)" };

        Assert.Equal(("psql -c 'select 1'", "(1 row)"), GuestScripts.Validation(isWindows: false, one, dataDisks: 0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_script_defines_all_that_it_calls(bool isWindows)
    {
        var script = GuestScripts.Canary(isWindows, "10.2.0.4:443") + GuestScripts.Validation(isWindows, new(), 0).Script;

        foreach (var call in Calls(script).Select(line => line.Split(' ')[0]).Distinct())
            Assert.Contains(isWindows ? $"function {call}(" : $"{call}() {{", script, StringComparison.Ordinal);
        Assert.DoesNotContain("TOKEN", script, StringComparison.Ordinal);
    }

    // What is no definition of a function.
    private static IReadOnlyList<string> Calls(string script) =>
    [
        .. script.Split('\n').Where(line => line.Length > 0 && !line.Contains("()", StringComparison.Ordinal)
            && !line.StartsWith("function", StringComparison.Ordinal)),
    ];
}
