using Microsoft.Extensions.Configuration;
using OpsFunctions.Orchestrations.Notifications;
using OpsFunctions.Orchestrations.Settings;
using Xunit;

namespace OpsFunctions.Tests.Notifications;

public class NotificationOptionsTests
{
    private const string Secret = "0123456789012345678901234567890123456789";
    private const string Address = "https://prod-1.westeurope.logic.azure.com/workflows/x?sig=verysecret";

    [Theory]
    [InlineData("Webhooks:ops:Secret", "too-short-to-be-safe", "Webhooks:ops:Secret has 20 characters; it must have 32 or more")]
    [InlineData("Webhooks:ops:Url", "http://hooks.contoso.example/verysecret", "Webhooks:ops:Url is another; it must be an https address")]
    [InlineData("Webhooks:ops:Url", "", "Webhooks:ops:Url is not set; it must be an https address")]
    [InlineData("Webhooks:ops:Url", "https://me:verysecret@hooks.contoso.example/", "without a user's name")]
    [InlineData("Webhooks:o-ps:Url", Address, "a name is 1 to 40 letters and digits")]
    [InlineData("Webhooks:ops:Kinds:0", "verysecret", "Webhooks:ops:Kinds:0")]
    [InlineData("Webhooks:ops:Address", "https://verysecret/", "Address")]
    [InlineData("Webhooks:other", "https://verysecret/", "Webhooks:other")]
    [InlineData("Teams:team:Url", "verysecret", "Teams:team:Url is another")]
    [InlineData("Teams:OPS:Url", Address, "each receiver needs a name of its own")]
    [InlineData("AppAddress", "ops.contoso.example", "AppAddress is 'ops.contoso.example'; it must be an https address")]
    public void Receivers_that_are_wrong_stop_the_start_and_show_neither_address_nor_secret(string name, string value, string problem)
    {
        var refusal = Assert.Throws<SettingsException>(() => Read((name, value)));

        Assert.Contains(refusal.Problems, one => one.Contains(problem, StringComparison.Ordinal));
        Assert.DoesNotContain("verysecret", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Receivers_that_are_right_are_taken_and_the_settings_text_shows_no_secret()
    {
        var options = Read(("Teams:team:Url", Address), ("AppAddress", "https://ops.contoso.example"));

        Assert.DoesNotContain("verysecret", $"{options}", StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, $"{options}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(NotificationKind.Page, "ops,team")]
    [InlineData(NotificationKind.ChangeDone, "ops")]
    public void A_receiver_is_told_of_its_kinds_and_of_all_where_it_names_none(NotificationKind kind, string receivers) => Assert.Equal(
        receivers,
        string.Join(',', Read(("Teams:Team:Url", Address), ("Teams:Team:Kinds:0", "Page"), ("Teams:Team:Kinds:1", "Leaked"))
            .ReceiversOf(kind)));

    [Fact]
    public void Without_settings_nobody_is_told() => Assert.Empty(new NotificationOptions().ReceiversOf(NotificationKind.Page));

    private static NotificationOptions Read(params (string Name, string Value)[] settings)
    {
        (string Name, string Value)[] least = [("Webhooks:ops:Url", "https://hooks.contoso.example/ops"), ("Webhooks:ops:Secret", Secret)];
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(least.Select(setting => new KeyValuePair<string, string?>(
                $"Notifications:{setting.Name}", setting.Value)))
            .AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(
                $"Notifications:{setting.Name}", setting.Value)))
            .Build();
        var reader = new SettingsReader(configuration);
        var read = reader.Read<NotificationOptions>(NotificationOptions.Section);
        reader.ThrowIfWrong();
        return read;
    }
}
