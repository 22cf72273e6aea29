using System.Globalization;
using System.Text;
using OpsFunctions.Orchestrations.Remediation.Alerts;
using OpsFunctions.Orchestrations.Remediation.Intake;
using OpsFunctions.Stages.Alerts;
using OpsFunctions.Tests.Remediation.Alerts;
using Xunit;

namespace OpsFunctions.Tests.Remediation.Intake;

/// <summary>The first thousand bodies with something wrong in them, over HTTP and all the way behind it.</summary>
public sealed class AlertMutationTests(ITestOutputHelper output)
{
    private const int Cases = 1000;

    [Fact]
    public async Task A_thousand_bodies_with_something_wrong_fail_nothing_are_all_accounted_for_and_begin_only_what_they_say()
    {
        await using var suite = await AlertSuite.StartAsync();
        var (begun, resolved) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        var (kept, taken) = (new HashSet<string>(StringComparer.Ordinal), 0);
        output.WriteLine($"seeds 1 to {Cases}");

        for (var seed = 1; seed <= Cases; seed++)
        {
            var mutation = AlertMutation.Of(seed);
            using var answer = await suite.PostAsync(mutation.Body);
            await suite.SettledAsync();
            Assert.Equal(mutation.Body.Length > AlertQueue.MostBody ? 413 : 202, (int)answer.StatusCode);
            if (mutation.Body.Length > AlertQueue.MostBody)
                continue;

            var reading = Read(mutation.Body);
            Assert.All(reading.Alerts, AlertReaderTests.AssertRight);
            foreach (var alert in reading.Alerts)
                if (alert.Condition == AlertCondition.Resolved)
                    resolved.Add(alert.Key);
                else if (!resolved.Contains(alert.Key))
                    begun.Add(AlertReception.InstanceOf(alert));
            taken += reading.Problem is null ? 1 : 0;
            if (reading.Problem is not null)
                kept.Add(mutation.What);
            Assert.True(suite.Queued(AlertQueue.Name) == 0, $"{mutation.What}: it is still in the queue");
            var poison = suite.Queued(AlertQueue.Poison);
            Assert.True(poison == kept.Count, $"{mutation.What}: poison has {poison} of {kept.Count}");
        }

        Assert.Equal(begun.Order(StringComparer.Ordinal), await suite.IncidentsAsync());
        Assert.True(kept.Count > 300 && taken > 100, string.Create(CultureInfo.InvariantCulture, $"{kept.Count} kept, {taken} taken"));
    }

    private static AlertReading Read(byte[] body)
    {
        try
        {
            return AlertReader.Read(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(body));
        }
        catch (DecoderFallbackException)
        {
            return new([], "no UTF-8");
        }
    }
}
