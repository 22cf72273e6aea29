using System.Text;
using System.Text.Json;
using OpsFunctions.Orchestrations.Remediation.Alerts;
using OpsFunctions.Stages.Alerts;
using Xunit;

namespace OpsFunctions.Tests.Remediation.Alerts;

/// <summary>Bounds of what is read, whatever is sent.</summary>
public class AlertReaderTests
{
    public static TheoryData<string> Hostile => [.. HostileTexts.All];

    [Theory]
    [InlineData("", "it is no JSON")]
    [InlineData("{", "it is no JSON")]
    [InlineData("[]", "it is JSON, but neither")]
    [InlineData("null", "it is JSON, but neither")]
    [InlineData("7", "it is JSON, but neither")]
    [InlineData("{\"schemaId\":\"azureMonitorCommonAlertSchema\"}", "it is no object but Undefined")]
    [InlineData("{\"schemaId\":\"azureMonitorCommonAlertSchema\",\"data\":[]}", "it is no object but Array")]
    [InlineData("{\"version\":\"4\",\"alerts\":[]}", "it holds no alert")]
    [InlineData("{\"version\":\"4\",\"version\":\"4\",\"alerts\":[]}", "it is no JSON")]
    [InlineData("{\"version\":\"\\ud800\",\"alerts\":[]}", "it is no JSON in Unicode")]
    [InlineData("{\"version\":NaN}", "it is no JSON")]
    public void What_is_no_alert_is_told_with_the_reason(string text, string problem)
    {
        var reading = AlertReader.Read(text);

        Assert.Empty(reading.Alerts);
        Assert.Contains(problem, reading.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_that_is_there_twice_makes_it_none()
    {
        var text = AlertTexts.Metric();
        var twice = text.Replace("\"alertRule\":", "\"alertRule\":\"another\",\"alertRule\":", StringComparison.Ordinal);

        Assert.Empty(AlertReader.Read(twice).Alerts);
    }

    [Fact]
    public void What_is_nested_deeply_or_too_long_is_refused_at_once()
    {
        var deep = new string('[', 100_000) + new string(']', 100_000);

        Assert.Contains("it is no JSON", AlertReader.Read(deep).Problem, StringComparison.Ordinal);
        Assert.Contains("it is no JSON", AlertReader.Read(
            AlertTexts.Metric().Replace("\"properties\":null", $"\"properties\":{new string('[', 40)}{new string(']', 40)}",
                StringComparison.Ordinal))
            .Problem, StringComparison.Ordinal);
        Assert.Contains("characters", AlertReader.Read(AlertTexts.Metric().PadRight(AlertReader.Longest + 1)).Problem,
            StringComparison.Ordinal);
        Assert.Null(AlertReader.Read(AlertTexts.Metric().PadRight(AlertReader.Longest)).Problem);
    }

    [Fact]
    public void Of_more_than_500_alerts_500_are_read_and_the_rest_is_told()
    {
        var targets = Enumerable.Range(0, 501).Select(number => $"{AlertTexts.Machine}-{number}").ToArray();
        var fits = AlertReader.Read(AlertTexts.Metric(targets: targets[..500]));
        Assert.Equal((500, null), (fits.Alerts.Count, fits.Problem));
        var over = AlertReader.Read(AlertTexts.Metric(targets: targets));
        Assert.Equal(500, over.Alerts.Count);
        Assert.Contains("more than 500", over.Problem, StringComparison.Ordinal);

        var one = AlertTexts.Alertmanager();
        var item = one[(one.IndexOf("\"alerts\":[", StringComparison.Ordinal) + "\"alerts\":[".Length)..^2];
        var many = AlertReader.Read("{\"version\":\"4\",\"alerts\":[" + string.Join(',', Enumerable.Repeat(item, 501)) + "]}");
        Assert.Equal(500, many.Alerts.Count);
        Assert.Contains("more than 500", many.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_for_people_are_one_line_and_cut_between_letters()
    {
        var description = new string('x', 999) + "😀 and more\r\nand more";
        var text = AlertTexts.Metric().Replace("CPU of a web server", JsonEncodedText.Encode(description).ToString(),
            StringComparison.Ordinal);
        var lines = AlertTexts.Metric().Replace("CPU of a web server", @"one\r\ntwo\u0000three", StringComparison.Ordinal);

        Assert.Equal(new string('x', 999), CommonSchemaTests.One(text).Description);
        Assert.Equal("one  two three", CommonSchemaTests.One(lines).Description);
    }

    [Theory]
    [InlineData(260, true)]
    [InlineData(261, false)]
    public void Names_are_bounded(int length, bool isRead) =>
        Assert.Equal(isRead, AlertReader.Read(AlertTexts.Metric(rule: new string('r', length))).Alerts.Count == 1);

    // In each place of each form: nothing throws, and what leads anywhere is right or is not there.
    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_hostile_value_leads_nowhere(string value)
    {
        var json = JsonSerializer.Serialize(value);
        foreach (var text in AlertTexts.All)
            foreach (var place in Places(text))
                foreach (var alert in AlertReader.Read(text[..place.Start] + json + text[place.End..]).Alerts)
                    AssertRight(alert);
    }

    internal static void AssertRight(Alert alert)
    {
        Assert.Matches("^(/subscriptions/[0-9a-f-]{36}(/[^/?#%\"'<>|&;$` \\\\]+)*)?$", alert.Target);
        Assert.DoesNotContain("..", alert.Target.Split('/'));
        Assert.Matches("^(/subscriptions/[0-9a-f-]{36}(/[^/?#%\"'<>|&;$` \\\\]+)*)?$", alert.AlertId ?? "");
        Assert.Matches("^(/subscriptions/[0-9a-f-]{36}(/[^/?#%\"'<>|&;$` \\\\]+)*)?$", alert.RuleId ?? "");
        Assert.Matches("^Sev[0-4]$", alert.Severity);
        Assert.Matches("^[0-9a-f]{64}$", alert.Key);
        Assert.InRange(alert.Id.Length, 1, 128);
        Assert.InRange(alert.Rule.Length, 1, 260);
        Assert.InRange(alert.Description.Length, 0, 1000);
        Assert.InRange(alert.FiredAt.Year, 2000, 2999);
        Assert.InRange(alert.Metrics.Count, 0, 20);
        Assert.All(alert.Metrics, one => Assert.True(double.IsFinite(one.Threshold) && (one.Value is null
            || double.IsFinite(one.Value.Value))));
        foreach (var shown in new[] { alert.Id, alert.Rule, alert.Signal, alert.Service, alert.Description, alert.Cause ?? "" }
            .Concat(alert.Items))
            Assert.DoesNotContain(shown, char.IsControl);
    }

    // Where texts stand that are values.
    private static IEnumerable<(int Start, int End)> Places(string text)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
        var places = new List<(int, int)>();
        while (reader.Read())
            if (reader.TokenType == JsonTokenType.String)
                places.Add(((int)reader.TokenStartIndex, (int)reader.BytesConsumed));
        return places;
    }
}
