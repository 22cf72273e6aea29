using OpsFunctions.Orchestrations.Settings;
using Xunit;

namespace OpsFunctions.Tests.Functions;

/// <summary>Settings of Grafana's signatures.</summary>
public class GrafanaSettingsTests
{
    [Theory]
    [InlineData(null, "X-Grafana-Alerting-Timestamp", null)]
    [InlineData("Monitor", "x-signed-at", null)]
    [InlineData("stranger", "x-signed-at", "Grafana:Signer is 'stranger'; it must be one of Signers")]
    [InlineData("monitor", "", "Grafana:TimestampHeader is ''")]
    [InlineData("monitor", "x signed", "Grafana:TimestampHeader is 'x signed'")]
    [InlineData("monitor", "x\r\ny", "Grafana:TimestampHeader is")]
    public void A_signer_must_be_there_and_a_header_must_be_one(string? signer, string header, string? problem)
    {
        var settings = new AzureSettings
        {
            Subscriptions = ["11111111-2222-3333-4444-555555555555"], StorageAccount = "opsstate",
            Signers = new Dictionary<string, SignerSettings>(StringComparer.OrdinalIgnoreCase)
            {
                ["monitor"] = new() { Secret = new string('x', 32) },
            },
            Grafana = new GrafanaSettings { Signer = signer, TimestampHeader = header },
        };

        var problems = SettingsCheck.Problems("Ops", settings);

        if (problem is null)
            Assert.Empty(problems);
        else
            Assert.Contains(problem, Assert.Single(problems), StringComparison.Ordinal);
    }
}
