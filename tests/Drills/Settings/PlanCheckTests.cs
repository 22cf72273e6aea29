using OpsFunctions.Orchestrations.Drills.Settings;
using Xunit;

namespace OpsFunctions.Tests.Drills.Settings;

/// <summary>What is wrong with a plan is said in a sentence each.</summary>
public class PlanCheckTests
{
    private static DrillPlan Good => Cases.Plan;

    public static TheoryData<DrillPlan, string> Wrong => new()
    {
        { Good with { SourceTag = "" }, "it needs SourceGroup or SourceTag, and not both" },
        { Good with { SourceGroup = Cases.SourceGroup }, "it needs SourceGroup or SourceTag, and not both" },
        {
            Good with { SourceTag = "", SourceGroup = "shop" },
            "SourceGroup is 'shop'; it is /subscriptions/{id}/resourceGroups/{name}"
        },
        {
            Good with { SourceTag = "", SourceGroup = $"/subscriptions/{Cases.Source}" },
            $"SourceGroup is '/subscriptions/{Cases.Source}'; it is /subscriptions/{{id}}/resourceGroups/{{name}}"
        },
        {
            Good with { SourceTag = "", SourceGroup = Cases.MachineId("web") },
            $"SourceGroup is '{Cases.MachineId("web")}'; it is /subscriptions/{{id}}/resourceGroups/{{name}}"
        },
        { Good with { SourceTag = "app" }, "SourceTag is 'app'; it is name=value, without quotes" },
        { Good with { SourceTag = "=shop" }, "SourceTag is '=shop'; it is name=value, without quotes" },
        { Good with { SourceTag = "app=" }, "SourceTag is 'app='; it is name=value, without quotes" },
        { Good with { SourceTag = "a=b=c" }, "SourceTag is 'a=b=c'; it is name=value, without quotes" },
        { Good with { SourceTag = "app=it's" }, "SourceTag is 'app=it's'; it is name=value, without quotes" },
        { Good with { Subscription = Cases.Source }, $"Subscription is '{Cases.Source}'; it must be one of Drills:Subscriptions" },
        { Good with { Region = "West Europe" }, "Region is 'West Europe'; it is lower-case letters and digits, such as westeurope" },
        { Good with { Point = "latest" }, "Point is 'latest'; it is newest, or a moment such as 2026-06-01T02:00:00Z" },
        {
            Good with { RtoMinutes = 240, TtlMinutes = 240 },
            "TtlMinutes must be longer than RtoMinutes: else no drill can show that it missed its objective"
        },
        { Good with { CanaryAddress = "10.0.0.4" }, "CanaryAddress is '10.0.0.4'; it is an address and a port, such as 10.0.0.4:443" },
        { Good with { Groups = [new() { Name = "dc" }] }, "Groups:0 names no machine; name them, or * for all others" },
        {
            Good with { Groups = [new() { Machines = ["dc"], SettleSeconds = 3601 }] },
            "Groups:0:SettleSeconds is 3601; it must be from 0 to 3600"
        },
        { Good with { Groups = [new() { Machines = ["dc"] }, new() { Machines = ["*", "DC"] }] }, "Groups names dc twice" },
        { Good with { Groups = [new() { Machines = ["*"] }, new() { Machines = ["*"] }] }, "Groups names * twice" },
        {
            Checks(ValidationKind.Service, "my app"),
            "Validations:0:Target is 'my app'; for Service it is a service's name: letters, digits and . _ - @"
        },
        {
            Checks(ValidationKind.Tcp, "localhost"),
            "Validations:0:Target is 'localhost'; for Tcp it is a host and a port, such as localhost:5432"
        },
        {
            Checks(ValidationKind.Http, "localhost/health"),
            "Validations:0:Target is 'localhost/health'; for Http it is an address, such as http://localhost:8080/health"
        },
        { Checks(ValidationKind.Script, "", "ok"), "Validations:0:Target is ''; for Script it is a script of 1 to 8000 characters" },
        {
            Checks(ValidationKind.Content, "content"),
            "Validations:0:Target is 'content'; for Content it is a script with Expected, which its output must contain"
        },
        {
            Good with { Validations = [new() { TimeoutSeconds = 19 }] },
            "Validations:0:TimeoutSeconds is 19; it must be from 20 to 5400"
        },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_problem_is_said_in_its_sentence_and_nothing_else_is(DrillPlan plan, string sentence) =>
        Assert.Equal([sentence], PlanCheck.Problems("shop", plan, [Cases.Place]));

    [Fact]
    public void A_plan_without_a_problem_has_none() => Assert.Empty(PlanCheck.Problems("shop", Good with
    {
        Region = "westeurope", Point = "2026-06-01T02:00:00Z", CanaryAddress = "10.0.0.4:443",
        Groups = [new() { Machines = ["dc"] }, new() { Machines = ["*"] }],
        Validations =
        [
            new() { Kind = ValidationKind.Disks },
            new() { Kind = ValidationKind.Service, Target = "postgresql@15-main.service" },
            new() { Kind = ValidationKind.Tcp, Target = "localhost:5432" },
            new() { Kind = ValidationKind.Http, Target = "http://localhost:8080/health?deep=1&x=%20" },
            new() { Kind = ValidationKind.Content, Target = "content", Expected = "content=consistent" },
        ],
    }, [Cases.Place.ToUpperInvariant()]));

    [Fact]
    public void Everything_is_said_at_once()
    {
        var problems = PlanCheck.Problems("Shop!", Good with { Region = "?", Point = "?", CanaryAddress = "?" }, [Cases.Place]);

        Assert.Equal(4, problems.Count());
    }

    [Theory]
    [InlineData("shop", true)]
    [InlineData("shop-2", true)]
    [InlineData("2", true)]
    [InlineData("", false)]
    [InlineData("Shop", false)]
    [InlineData("-shop", false)]
    [InlineData("shop-", false)]
    [InlineData("shop_2", false)]
    [InlineData("šhop", false)]
    [InlineData("../shop", false)]
    [InlineData("a23456789012345678901234567890", true)]
    [InlineData("a234567890123456789012345678901", false)]
    public void A_name_becomes_part_of_names(string name, bool isOne)
    {
        Assert.Equal(isOne, PlanCheck.IsName(name));
        Assert.Equal(isOne ? 0 : 1, PlanCheck.Problems(name, Good, [Cases.Place]).Count());
    }

    // What is checked here goes into a line of a script as it is.
    [Theory]
    [InlineData(ValidationKind.Service, "app;reboot")]
    [InlineData(ValidationKind.Service, "app\nreboot")]
    [InlineData(ValidationKind.Service, "$(reboot)")]
    [InlineData(ValidationKind.Service, "app`reboot`")]
    [InlineData(ValidationKind.Service, "app\"")]
    [InlineData(ValidationKind.Service, "app'")]
    [InlineData(ValidationKind.Service, "app|x")]
    [InlineData(ValidationKind.Tcp, "localhost;reboot:80")]
    [InlineData(ValidationKind.Tcp, "localhost:80;reboot")]
    [InlineData(ValidationKind.Tcp, "local host:80")]
    [InlineData(ValidationKind.Tcp, "localhost:80\n")]
    [InlineData(ValidationKind.Tcp, "localhost:\n80")]
    [InlineData(ValidationKind.Tcp, "localhost: 80")]
    [InlineData(ValidationKind.Tcp, "localhost:+80")]
    [InlineData(ValidationKind.Tcp, "localhost:80\0")]
    [InlineData(ValidationKind.Tcp, "localhost\n:80")]
    [InlineData(ValidationKind.Tcp, "$(x):80")]
    [InlineData(ValidationKind.Tcp, "localhost:0")]
    [InlineData(ValidationKind.Tcp, "localhost:65536")]
    [InlineData(ValidationKind.Http, "http://localhost/\";reboot;\"")]
    [InlineData(ValidationKind.Http, "http://localhost/$(reboot)")]
    [InlineData(ValidationKind.Http, "http://localhost/`reboot`")]
    [InlineData(ValidationKind.Http, "http://localhost/'")]
    [InlineData(ValidationKind.Http, "http://localhost/\nreboot")]
    [InlineData(ValidationKind.Http, "http://localhost/ x")]
    [InlineData(ValidationKind.Http, "http://user@localhost/")]
    [InlineData(ValidationKind.Http, "file:///etc/passwd")]
    [InlineData(ValidationKind.Http, "ftp://localhost/")]
    public void What_could_break_out_of_its_line_is_refused(ValidationKind kind, string target) =>
        Assert.Single(PlanCheck.Problems("shop", Checks(kind, target), [Cases.Place]));

    [Theory]
    [InlineData("10.0.0.4:443\nreboot")]
    [InlineData("10.0.0.4:\n443")]
    [InlineData("10.0.0.4;reboot:443")]
    [InlineData("$(reboot):443")]
    public void A_canarys_address_that_could_break_out_of_its_line_is_refused(string address) =>
        Assert.Single(PlanCheck.Problems("shop", Good with { CanaryAddress = address }, [Cases.Place]));

    private static DrillPlan Checks(ValidationKind kind, string target, string expected = "") =>
        Good with { Validations = [new() { Kind = kind, Target = target, Expected = expected }] };
}
