using Microsoft.Azure.Functions.Worker;
using OpsFunctions.FunctionsHost;
using OpsFunctions.Tests.FunctionsHost.Hosting;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Queues;

/// <summary>Names, connections and limits: what is wrong stops the start and says what to do, without a secret.</summary>
public sealed class QueueSettingsTests
{
    private const string Key = "c2VjcmV0LWtleQ==";
    private const string Text = $"DefaultEndpointsProtocol=https;AccountName=opsstate;AccountKey={Key};EndpointSuffix=core.windows.net";

    [Fact]
    public async Task A_missing_setting_in_the_name_of_a_queue_stops_the_start()
    {
        var failure = await FailsAsync<BySetting>(("AzureWebJobsStorage", Text));
        Assert.Equal("Queue function 'BySetting' needs setting 'Ops:Queue', which is not set.", failure);
    }

    [Theory]
    [InlineData("jo")]
    [InlineData("-jobs")]
    [InlineData("jobs--more")]
    [InlineData("jobs_more")]
    public async Task What_is_no_name_of_a_queue_stops_the_start(string name)
    {
        var failure = await FailsAsync<BySetting>(("Ops:Queue", name), ("AzureWebJobsStorage", Text));
        Assert.StartsWith($"Queue function 'BySetting': '{name}' is no name of a queue", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_connection_stops_the_start_and_says_what_to_set()
    {
        var failure = await FailsAsync<Plain>();
        Assert.StartsWith(
            "Queue function 'Plain' needs connection 'AzureWebJobsStorage', which is not set.", failure, StringComparison.Ordinal);
        Assert.Contains("'AzureWebJobsStorage__queueServiceUri'", failure, StringComparison.Ordinal);
        failure = await FailsAsync<Elsewhere>(("AzureWebJobsStorage", Text));
        Assert.StartsWith("Queue function 'Elsewhere' needs connection 'Other', which is not set.", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Other", "AccountKey=verysecret")]
    [InlineData("Other:queueServiceUri", "http://opsstate.queue.core.windows.net?sig=verysecret")]
    [InlineData("Other:queueServiceUri", "verysecret")]
    public async Task A_connection_that_cannot_be_used_stops_the_start_and_is_not_repeated(string key, string value)
    {
        var failure = await FailsAsync<Elsewhere>((key, value));
        Assert.StartsWith("Queue function 'Elsewhere': connection 'Other'", failure, StringComparison.Ordinal);
        Assert.DoesNotContain("verysecret", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_credential_that_this_host_does_not_know_stops_the_start()
    {
        var failure = await FailsAsync<Elsewhere>(("Other:accountName", "opsstate"), ("Other:credential", "workloadidentity"));
        Assert.Contains("no credential but 'managedidentity'", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Other:queueServiceUri", "https://opsstate.queue.core.windows.net")]
    [InlineData("Other:queueServiceUri", "https://opsstate.queue.core.windows.net/")]
    [InlineData("Other:serviceUri", "https://opsstate.queue.core.windows.net")]
    [InlineData("Other:accountName", "opsstate")]
    [InlineData("AzureWebJobsOther:accountName", "opsstate")]
    public async Task An_address_or_an_account_with_an_identity_is_a_connection(string key, string value)
    {
        await using var stage = await QueueStage.OpenAsync();
        var section = key.Split(':')[0];
        await using var host = await TestHost.StartAsync(
            [typeof(Elsewhere)],
            stage.Time,
            stage.Options(),
            settings: [(key, value), ($"{section}:credential", "ManagedIdentity"), ($"{section}:clientId", stage.Azure.ClientId)]);
        stage.Azure.Queues.Put(QueueApp.Account, "jobs", QueueApp.Base64("one"));
        await host.AdvanceAsync(TimeSpan.Zero);
        Assert.Equal(["one"], host.Journal);
    }

    [Theory]
    [InlineData("Other")]
    [InlineData("AzureWebJobsOther")]
    [InlineData("ConnectionStrings:Other")]
    public async Task A_connection_string_is_a_connection(string key)
    {
        await using var stage = await QueueStage.OpenAsync();
        await using var host = await TestHost.StartAsync([typeof(Elsewhere)], stage.Time, stage.Options(), settings: [(key, Text)]);
        Assert.Empty(host.Journal);
    }

    [Theory]
    [InlineData("""{ "batchSize": 33 }""", "batchSize '33' is no whole number from 1 to 32")]
    [InlineData("""{ "batchSize": 0 }""", "batchSize '0' is no whole number from 1 to 32")]
    [InlineData("""{ "newBatchThreshold": -1 }""", "newBatchThreshold '-1' is no whole number of 0 or more")]
    [InlineData("""{ "maxDequeueCount": 0 }""", "maxDequeueCount '0' is no whole number of 1 or more")]
    [InlineData("""{ "visibilityTimeout": "8.00:00:00" }""", "visibilityTimeout '8.00:00:00' is no duration from 00:00:00 to 7.00:00:00")]
    [InlineData(
        """{ "maxPollingInterval": "00:00:00.05" }""", "maxPollingInterval '00:00:00.05' is no duration of 00:00:00.1000000 or more")]
    [InlineData("""{ "messageEncoding": "utf7" }""", "messageEncoding 'utf7' is neither 'base64' nor 'none'")]
    public async Task A_limit_out_of_range_stops_the_start_and_names_file_and_property(string json, string expected)
    {
        await using var stage = await QueueStage.OpenAsync();
        var options = stage.Options(json);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(
            () => TestHost.StartAsync([typeof(Plain)], stage.Time, options, settings: stage.Settings));
        Assert.Equal($"{options.HostJsonPath} cannot be read: extensions.queues.{expected}", failure.Message);
    }

    [Fact]
    public void Without_a_word_in_host_json_the_official_defaults_hold()
    {
        var queues = HostJson.Load(path: null, Path.GetTempPath()).Queues;
        Assert.Equal((16, null, 5), (queues.BatchSize, queues.NewBatchThreshold, queues.MaxDequeueCount));
        Assert.Equal((TimeSpan.Zero, TimeSpan.FromMinutes(1)), (queues.VisibilityTimeout, queues.MaxPollingInterval));
        Assert.Equal(Azure.Storage.Queues.QueueMessageEncoding.Base64, queues.MessageEncoding);
    }

    private static async Task<string> FailsAsync<T>(params (string Key, string Value)[] settings)
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => TestHost.StartAsync([typeof(T)], settings: settings));
        Assert.DoesNotContain(Key, failure.ToString(), StringComparison.Ordinal);
        return failure.Message;
    }

    private sealed class BySetting
    {
        [Function("BySetting")]
        public static void Run([QueueTrigger("%Ops:Queue%")] string text) => _ = text;
    }

    private sealed class Plain
    {
        [Function("Plain")]
        public static void Run([QueueTrigger("jobs")] string text) => _ = text;
    }

    private sealed class Elsewhere(Journal journal)
    {
        [Function("Elsewhere")]
        public void Run([QueueTrigger("jobs", Connection = "Other")] string text) => journal.Add(text);
    }
}
