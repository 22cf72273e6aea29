using Microsoft.Extensions.Configuration;
using OpsFunctions.Functions.Http;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Rightsizing;
using OpsFunctions.Orchestrations.Settings;
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

    [Theory]
    [InlineData("Entra:Tennant", "x", "Tennant")]
    [InlineData("Entra:Tenant", "contoso.com", "it must be the tenant's id")]
    [InlineData("Entra:Tenant", "11111111-1111-1111-1111-111111111111", "must be set both")]
    [InlineData("Entra:Audience", "api://ops", "must be set both")]
    [InlineData("Entra:Issuer", "https://sts.windows.net/x/", "Entra:Tenant set")]
    [InlineData("Signers:ci:Secret", "too-short-to-be-safe", "has 20 characters")]
    [InlineData("Signers:ci:Secrets", "0123456789012345678901234567890123456789", "Secrets")]
    [InlineData("Signers:ci", "0123456789012345678901234567890123456789", "Signers:ci")]
    [InlineData("Signers:c-i:Secret", "0123456789012345678901234567890123456789", "letters and digits")]
    [InlineData("MaxBodyBytes", "0", "it must be from 1024 to 104857600")]
    public void Settings_of_access_that_are_wrong_stop_the_start_and_show_no_secret(string name, string value, string problem)
    {
        var refusal = Assert.Throws<SettingsException>(() => Read<AzureSettings>(AzureSettings.Section, [.. Least, (name, value)]));

        Assert.Contains(refusal.Problems, one => one.Contains(problem, StringComparison.Ordinal));
        Assert.DoesNotContain("too-short-to-be-safe", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signer_with_a_role_that_does_not_exist_stops_the_start() =>
        Assert.Contains(
            "Ops:Signers:ci:Roles",
            Assert.Throws<SettingsException>(() => new Signers([new("ci", new SignerSettings { Roles = "Ops.Owner" })])).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Settings_of_access_that_are_right_are_taken_and_their_text_shows_no_secret()
    {
        const string secret = "0123456789012345678901234567890123456789";
        var settings = Read<AzureSettings>(
            AzureSettings.Section,
            [.. Least, ("Entra:Tenant", "11111111-1111-1111-1111-111111111111"), ("Entra:Audience", "api://ops"),
                ("Signers:ci:Secret", secret)]);

        Assert.Equal("https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111/v2.0", settings.Entra.ValidIssuer);
        Assert.Equal(secret, settings.Signers["ci"].Secret);
        Assert.DoesNotContain(secret, $"{settings}", StringComparison.Ordinal);
    }

    private static readonly (string, string)[] Least = [("StorageAccount", "opsstate"),
        ("Subscriptions:0", "22222222-2222-2222-2222-222222222222")];

    private static T Read<T>(string section, params (string Name, string Value)[] settings) where T : class, new()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(
                $"{section}:{setting.Name}", setting.Value)))
            .Build();
        var reader = new SettingsReader(configuration);
        var read = reader.Read<T>(section);
        reader.ThrowIfWrong();
        return read;
    }
}
