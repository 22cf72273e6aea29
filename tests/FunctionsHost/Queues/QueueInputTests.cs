using System.Text;
using System.Text.Json;
using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Tests.FunctionsHost.Hosting;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Queues;

/// <summary>What a function gets of a message, by the official converters of the worker.</summary>
public sealed class QueueInputTests
{
    [Theory]
    [InlineData(typeof(AsText))]
    [InlineData(typeof(AsBinary))]
    [InlineData(typeof(AsBytes))]
    public async Task Text_arrives_as_it_was_sent(Type function)
    {
        await using var app = await QueueApp.StartAsync([function]);
        await app.PutAsync("jobs", "Grüße & <mehr>\n");
        Assert.Equal(["Grüße & <mehr>\n"], app.Journal);
    }

    [Fact]
    public async Task A_queue_message_arrives_with_all_its_fields()
    {
        await using var app = await QueueApp.StartAsync([typeof(AsMessage)]);
        var now = app.Time.GetUtcNow();
        await app.PutAsync("jobs", "hello");
        var line = Assert.Single(app.Journal);
        Assert.StartsWith($"hello 1 {now:o} {now.AddDays(7):o} {now.AddMinutes(10):o} ", line, StringComparison.Ordinal);
        Assert.Matches("[0-9a-f-]{36} .+==$", line);
    }

    [Fact]
    public async Task An_object_is_made_of_json()
    {
        await using var app = await QueueApp.StartAsync([typeof(AsJob)]);
        await app.PutAsync("jobs", """{ "name": "resize", "Count": 3 }""");
        Assert.Equal(["resize 3"], app.Journal);
    }

    [Fact]
    public async Task What_is_no_json_for_an_object_is_poison_after_its_last_attempt()
    {
        await using var app = await QueueApp.StartAsync([typeof(AsJob)], """{ "maxDequeueCount": 2 }""");
        await app.PutAsync("jobs", "no json");
        Assert.Empty(app.Journal);
        Assert.Equal([QueueApp.Base64("no json")], app.Texts("jobs-poison"));
    }

    [Fact]
    public async Task Data_about_a_message_is_text_or_json_as_officially()
    {
        await using var app = await QueueApp.StartAsync([typeof(Data)]);
        var now = app.Time.GetUtcNow();
        await app.PutAsync("jobs", "hello");
        var data = app.Journal.ToDictionary(
            line => line.Split('=')[0], line => line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..], StringComparer.Ordinal);
        Assert.Equal(
            ["DequeueCount", "ExpirationTime", "Id", "InsertionTime", "NextVisibleTime", "PopReceipt", "QueueTrigger"],
            data.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("hello", data["QueueTrigger"]);
        Assert.Equal("1", data["DequeueCount"]);
        Assert.Equal(JsonSerializer.Serialize(now), data["InsertionTime"]);
        Assert.Equal(JsonSerializer.Serialize(now.AddDays(7)), data["ExpirationTime"]);
        Assert.Equal(JsonSerializer.Serialize(now.AddMinutes(10)), data["NextVisibleTime"]);
        Assert.True(Guid.TryParse(data["Id"], out _));
    }

    [Fact]
    public async Task The_fields_of_a_message_in_json_are_data_about_it_too()
    {
        await using var app = await QueueApp.StartAsync([typeof(Data)]);
        await app.PutAsync("jobs", """{ "id": "mine", "size": { "cores": 2 }, "tags": [1], "none": null, "on": true }""");
        Assert.Contains("Id=mine", app.Journal, StringComparer.OrdinalIgnoreCase);
        Assert.Contains("""size={ "cores": 2 }""", app.Journal);
        Assert.Contains("on=True", app.Journal);
        Assert.DoesNotContain(app.Journal, line => line.StartsWith("tags", StringComparison.Ordinal)
            || line.StartsWith("none", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Half_a_character_in_json_harms_nobody()
    {
        await using var app = await QueueApp.StartAsync([typeof(AsText)]);
        await app.PutAsync("jobs", """{ "half": "\ud800" }""");
        Assert.Equal(["""{ "half": "\ud800" }"""], app.Journal);
        Assert.Empty(app.Messages("jobs"));
    }

    [Theory]
    [InlineData(typeof(AsText))]
    [InlineData(typeof(AsBinary))]
    public async Task Without_encoding_the_text_is_taken_as_it_lies_there(Type function)
    {
        await using var app = await QueueApp.StartAsync([function], """{ "messageEncoding": "none" }""");
        await app.PutRawAsync("jobs", "no base64!");
        Assert.Equal(["no base64!"], app.Journal);
    }

    [Fact]
    public async Task What_is_not_base64_goes_to_the_poison_queue_at_once_and_as_it_is()
    {
        await using var app = await QueueApp.StartAsync([typeof(AsText)]);
        app.Azure.Queues.Put(QueueApp.Account, "jobs", "no base64!");
        await app.PutAsync("jobs", "good");
        Assert.Equal(["good"], app.Journal);
        Assert.Equal(["no base64!"], app.Texts("jobs-poison"));
        Assert.Empty(app.Messages("jobs"));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_reach_who_takes_bytes_and_fail_for_who_takes_text()
    {
        var bytes = Convert.ToBase64String([0xff, 0xfe, 0x00]);
        await using var app = await QueueApp.StartAsync([typeof(AsBytes)]);
        await app.PutRawAsync("jobs", bytes);
        Assert.Equal([Encoding.UTF8.GetString([0xff, 0xfe, 0x00])], app.Journal);

        await using var text = await QueueApp.StartAsync([typeof(AsText)]);
        await text.PutRawAsync("jobs", bytes);
        Assert.Empty(text.Journal);
        Assert.Equal([bytes], text.Texts("jobs-poison"));
    }

    [Fact]
    public async Task An_empty_message_is_an_empty_text()
    {
        await using var app = await QueueApp.StartAsync([typeof(AsText)]);
        await app.PutAsync("jobs", "");
        Assert.Equal([""], app.Journal);
    }

    private sealed class AsText(Journal journal)
    {
        [Function("AsText")]
        public void Run([QueueTrigger("jobs")] string message) => journal.Add(message);
    }

    private sealed class AsBinary(Journal journal)
    {
        [Function("AsBinary")]
        public void Run([QueueTrigger("jobs")] BinaryData message) => journal.Add(message.ToString());
    }

    private sealed class AsBytes(Journal journal)
    {
        [Function("AsBytes")]
        public void Run([QueueTrigger("jobs")] byte[] message) => journal.Add(Encoding.UTF8.GetString(message));
    }

    private sealed class AsMessage(Journal journal)
    {
        [Function("AsMessage")]
        public void Run([QueueTrigger("jobs")] QueueMessage message) => journal.Add(
            $"{message.MessageText} {message.DequeueCount} {message.InsertedOn:o} {message.ExpiresOn:o} {message.NextVisibleOn:o} "
            + $"{message.MessageId} {message.PopReceipt}");
    }

    private sealed record Job(string Name, int Count);

    private sealed class AsJob(Journal journal)
    {
        [Function("AsJob")]
        public void Run([QueueTrigger("jobs")] Job job) => journal.Add($"{job.Name} {job.Count}");
    }

    private sealed class Data(Journal journal)
    {
        [Function("Data")]
        public void Run([QueueTrigger("jobs")] string message, FunctionContext context)
        {
            foreach (var (name, value) in context.BindingContext.BindingData)
            {
                journal.Add($"{name}={value}");
            }
        }
    }
}
