using Microsoft.Extensions.Configuration;
using OpsFunctions.Functions;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Rightsizing;
using Xunit;

namespace OpsFunctions.Tests.Functions;

public class SettingsTests
{
    [Theory]
    [InlineData("LookBackDays", "120", "Rightsizing:LookBackDays is 120; it must be from 7 to 90")]
    [InlineData("LookBackDays", "6", "Rightsizing:LookBackDays is 6; it must be from 7 to 90")]
    [InlineData("AnswersInFlight", "0", "Rightsizing:AnswersInFlight is 0; it must be from 1 to 8")]
    [InlineData("MinimumDays", "40", "Rightsizing:MinimumDays is 40 and LookBackDays 30; MinimumDays must not be larger")]
    [InlineData("Schedule", "", "Rightsizing:Schedule is not set; it must be set")]
    public void An_option_out_of_range_stops_the_start_with_name_value_and_range(string name, string value, string problem)
    {
        var refusal = Assert.Throws<SettingsException>(() => Read<RightsizingOptions>(RightsizingOptions.Section, (name, value)));

        Assert.Contains(problem, refusal.Problems);
    }

    [Theory]
    [InlineData("LookBackDays", "many")]
    [InlineData("Mode", "sometimes")]
    [InlineData("LookbackWeeks", "4")]
    public void A_text_for_a_number_or_a_misspelt_name_stops_the_start_and_is_named(string name, string value)
    {
        var refusal = Assert.Throws<SettingsException>(() => Read<RightsizingOptions>(RightsizingOptions.Section, (name, value)));

        Assert.Contains(name, Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_are_told_at_once()
    {
        var refusal = Assert.Throws<SettingsException>(() => Read<AzureSettings>(AzureSettings.Section));

        Assert.Equal(2, refusal.Problems.Count);
    }

    [Fact]
    public void Settings_that_are_right_are_taken()
    {
        var options = Read<RightsizingOptions>(RightsizingOptions.Section, ("Mode", "Apply"), ("LookBackDays", "90"));

        Assert.Equal(Mode.Apply, options.Mode);
        Assert.Equal(90, options.LookBackDays);
        Assert.Equal(14, options.MinimumDays);
    }

    private static T Read<T>(string section, params (string Name, string Value)[] settings) where T : class, new()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>($"{section}:{setting.Name}", setting.Value)))
            .Build();
        var reader = new SettingsReader(configuration);
        var read = reader.Read<T>(section);
        reader.ThrowIfWrong();
        return read;
    }
}
