using Microsoft.Extensions.Configuration;
using OpsFunctions.Orchestrations;
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
        var options = Read(("Policies:gold:KeepDaily", "30"), ("Policies:bronze:KeepWeekly", "4"), ("Scopes:0:Scope", $"/subscriptions/{Cases.Subscription}"), ("Scopes:0:Policy", "Bronze"));

        Assert.Equal((30, 24, SlotLength.Hourly), (options.Find("GOLD")!.KeepDaily, options.Find("gold")!.KeepHourly, options.Find("gold")!.Every));
        Assert.Equal("bronze", PolicyChoice.Of(Cases.Id("vm-1"), new Dictionary<string, string>(), options).Policy);
    }

    [Theory]
    [InlineData("gold", "gold", false)]
    [InlineData(" Gold ", "gold", false)]
    [InlineData("off", null, false)]
    [InlineData("platinum", "silver", true)]
    public void A_tag_chooses_and_a_slip_of_the_pen_does_not_end_protection(string tag, string? policy, bool isProblem)
    {
        var options = new SnapshotOptions { Scopes = [new() { Scope = $"/subscriptions/{Cases.Subscription}", Policy = "gold" }, new() { Scope = $"/subscriptions/{Cases.Subscription}/resourceGroups/rg-shop", Policy = "silver" }] };

        var choice = PolicyChoice.Of(Cases.Id("vm-1"), new Dictionary<string, string> { ["ops:snapshots"] = tag }, options);

        Assert.Equal((policy, isProblem), (choice.Policy, choice.Problem is not null));
    }

    private static SnapshotOptions Read(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(one => new KeyValuePair<string, string?>($"{SnapshotOptions.Section}:{one.Name}", one.Value))).Build();
        var reader = new SettingsReader(configuration);
        var options = reader.Read<SnapshotOptions>(SnapshotOptions.Section);
        reader.ThrowIfWrong();
        return options;
    }
}
