using Microsoft.Extensions.Configuration;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Settings;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using Xunit;

namespace OpsFunctions.Tests.Snapshots.Settings;

public class SnapshotOptionsTests
{
    [Theory]
    [InlineData("Policies:gold:KeepHourly", "501", "Snapshots:Policies:gold:KeepHourly is 501; it must be from 0 to 500")]
    [InlineData("Policies:gold:KeepHourly", "460", "450 are allowed")]
    [InlineData("Policies:gold:KeepWithin", "20.00:00:00", "450 are allowed")]
    [InlineData("Policies:gold:MinGood", "0", "Snapshots:Policies:gold:MinGood is 0; it must be from 1 to 100")]
    [InlineData("Policies:gold:CopyTo:0:Region", "North Europe", "a region's name is lower-case letters and digits")]
    [InlineData("Policies:gold:CopyTo:0:Region", "northeurope", "nothing would ever be deleted in northeurope")]
    [InlineData("Policies:gold:Consistency", "Application", "three hours apart")]
    [InlineData("Policies:a name with blanks:KeepDaily", "3", "a name is 1 to 20 letters and digits")]
    [InlineData("Policies:bronze:Every", "Daily", "nothing would ever be deleted")]
    [InlineData("Scopes:0:Scope", "everything", "a scope begins with /subscriptions/")]
    [InlineData("CoolOffDays", "21", "it makes up to 610 points")]
    [InlineData("MaxDeletePercent", "10", "with CoolOffDays 7 and MaxDeletePercent 10")]
    [InlineData("CoolOffDays", "1", "Snapshots:CoolOffDays is 1; it must be from 7 to 90")]
    [InlineData("MaxDeletePercent", "100", "from 1 to 50")]
    [InlineData("KeepDaily", "7", "KeepDaily")]
    public void A_policy_that_cannot_be_is_refused_at_the_start(string name, string value, string problem)
    {
        var refusal = Assert.Throws<SettingsException>(() => Read((name, value)));

        Assert.Contains(refusal.Problems, one => one.Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Without_settings_nothing_is_taken_or_deleted()
    {
        var options = Read();

        Assert.Equal((Mode.Report, Mode.Report), (options.Mode, options.DeleteMode));
        Assert.Equal(["gold", "silver"], options.Policies.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_figure_under_a_known_policy_replaces_that_figure_alone_and_names_ignore_case()
    {
        var options = Read(
            ("Policies:gold:KeepDaily", "30"), ("Policies:bronze:KeepWeekly", "4"),
            ("Scopes:0:Scope", $"/subscriptions/{Cases.Subscription}"), ("Scopes:0:Policy", "Bronze"));

        Assert.Equal(
            (30, 24, SlotLength.Hourly), (options.Find("GOLD")!.KeepDaily, options.Find("gold")!.KeepHourly, options.Find("gold")!.Every));
        Assert.Equal("bronze", PolicyChoice.Of(Cases.Id("vm-1"), new Dictionary<string, string>(), options).Policy);
    }

    [Theory]
    [InlineData("gold", "gold", false)]
    [InlineData(" Gold ", "gold", false)]
    [InlineData("off", null, false)]
    [InlineData("platinum", "silver", true)]
    public void A_tag_chooses_and_a_slip_of_the_pen_does_not_end_protection(string tag, string? policy, bool isProblem)
    {
        var options = new SnapshotOptions
        {
            Scopes = [new() { Scope = $"/subscriptions/{Cases.Subscription}", Policy = "gold" }, new()
            {
                Scope = $"/subscriptions/{Cases.Subscription}/resourceGroups/rg-shop", Policy = "silver"
            }]
        };

        var choice = PolicyChoice.Of(Cases.Id("vm-1"), new Dictionary<string, string> { ["ops:snapshots"] = tag }, options);

        Assert.Equal((policy, isProblem), (choice.Policy, choice.Problem is not null));
    }

    [Fact]
    public void A_scope_that_has_two_policies_stops_the_start()
    {
        var scope = $"/subscriptions/{Cases.Subscription}";

        var refusal = Assert.Throws<SettingsException>(() => Read(
            ("Scopes:0:Scope", scope), ("Scopes:0:Policy", "silver"), ("Scopes:1:Scope", scope.ToUpperInvariant() + "/"), (
                "Scopes:1:Policy", "gold")));

        Assert.Contains(
            refusal.Problems, problem => problem.Contains("with gold and silver; a scope has one policy", StringComparison.Ordinal));
        Assert.NotNull(
            Read(("Scopes:0:Scope", scope), ("Scopes:0:Policy", "gold"), ("Scopes:1:Scope", scope + "/"), ("Scopes:1:Policy", "Gold")));
    }

    // The shorter slot, then what is kept longer; a slash behind a scope makes it no narrower.
    [Theory]
    [InlineData("gold", "silver", "gold")]
    [InlineData("weekly", "silver", "silver")]
    [InlineData("silver", "longer", "longer")]
    [InlineData("silver", "silver", "silver")]
    public void Of_two_policies_of_one_scope_the_safer_holds_in_either_order_and_it_is_told(string one, string other, string expected)
    {
        var scope = $"/subscriptions/{Cases.Subscription}/resourceGroups/rg-shop";
        SnapshotOptions Options(string first, string second) => new()
        {
            Policies =
            {
                ["weekly"] = new() { Every = SlotLength.Weekly, KeepWeekly = 50 },
                ["longer"] = new() { Every = SlotLength.Daily, KeepDaily = 60 },
            },
            Scopes = [new() { Scope = scope, Policy = first }, new() { Scope = scope + "/", Policy = second }],
        };

        var choices = new[] { Options(one, other), Options(other, one) }
            .Select(options => PolicyChoice.Of(Cases.Id("vm-1"), new Dictionary<string, string>(StringComparer.Ordinal), options)).ToList();

        Assert.Equal(choices[0], choices[1]);
        Assert.Equal((expected, one != other), (choices[0].Policy, choices[0].Problem is not null));
    }

    [Theory]
    [InlineData("gold", "silver", "gold")]
    [InlineData("off", "silver", "silver")]
    [InlineData("off", "platinum", "gold")]
    [InlineData("gold ", "GOLD", "gold")]
    public void Of_two_tags_the_one_that_protects_holds_in_either_order_and_it_is_told(string one, string other, string expected)
    {
        var options = new SnapshotOptions { Scopes = [new() { Scope = $"/subscriptions/{Cases.Subscription}", Policy = "gold" }] };
        IDictionary<string, string> Tags(string first, string second) =>
            ResourceTags.Of([new("ops:snapshots", first), new("OPS:Snapshots", second)]);

        var choices = new[] { Tags(one, other), Tags(other, one) }.Select(tags => PolicyChoice.Of(Cases.Id("vm-1"), tags, options))
            .ToList();

        Assert.Equal(choices[0], choices[1]);
        Assert.Equal((expected, !string.Equals(one.Trim(), other, StringComparison.OrdinalIgnoreCase)), (
            choices[0].Policy, choices[0].Problem is not null));
    }

    private static SnapshotOptions Read(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(one => new KeyValuePair<string, string?>(
            $"{SnapshotOptions.Section}:{one.Name}", one.Value))).Build();
        var reader = new SettingsReader(configuration);
        var options = reader.Read<SnapshotOptions>(SnapshotOptions.Section);
        reader.ThrowIfWrong();
        return options;
    }
}
