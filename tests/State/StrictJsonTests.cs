using System.Text.Json;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Guard.Stop;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using OpsFunctions.Orchestrations.Snapshots.Memory;
using OpsFunctions.Tests.Rightsizing;
using Xunit;

namespace OpsFunctions.Tests.State;

/// <summary>What is no document, and what is no body.</summary>
public class StrictJsonTests
{
    private const string Switch = """{"level":"soft","by":"me","at":"2026-06-01T00:00:00Z","reason":"why","isUnread":false}""";

    [Fact]
    public void A_document_comes_back_as_it_was_written()
    {
        var state = new KillSwitchState(KillSwitchLevel.Hard, "me", new(2026, 6, 1, 0, 0, 0, TimeSpan.FromHours(2)), "why ü");

        Assert.Equal(state, Read<KillSwitchState>(JsonSerializer.Serialize(state, StrictJson.Options)));
        Assert.Equal(KillSwitchLevel.Soft, Read<KillSwitchState>(Switch).Level);
    }

    [Theory]
    [InlineData("null in place of a text", """{"level":"soft","by":null,"at":"2026-06-01T00:00:00Z","reason":"why","isUnread":false}""")]
    [InlineData("a member is missing", """{"level":"soft","by":"me","at":"2026-06-01T00:00:00Z","isUnread":false}""")]
    [InlineData("one that has a default is missing", """{"level":"soft","by":"me","at":"2026-06-01T00:00:00Z","reason":"why"}""")]
    [InlineData(
        "a name is unknown", """{"level":"soft","by":"me","at":"2026-06-01T00:00:00Z","reason":"why","isUnread":false,"until":1}""")]
    [InlineData(
        "a name is there twice",
        """{"level":"soft","level":"hard","by":"me","at":"2026-06-01T00:00:00Z","reason":"why","isUnread":false}""")]
    [InlineData(
        "twice in another case",
        """{"level":"soft","LEVEL":"hard","by":"me","at":"2026-06-01T00:00:00Z","reason":"why","isUnread":false}""")]
    [InlineData("an enum as a number", """{"level":1,"by":"me","at":"2026-06-01T00:00:00Z","reason":"why","isUnread":false}""")]
    [InlineData("an enum as a number in quotes", """{"level":"1","by":"me","at":"2026-06-01T00:00:00Z","reason":"why","isUnread":false}""")]
    [InlineData("two enums at once", """{"level":"soft,hard","by":"me","at":"2026-06-01T00:00:00Z","reason":"why","isUnread":false}""")]
    [InlineData("an enum that is none", """{"level":"","by":"me","at":"2026-06-01T00:00:00Z","reason":"why","isUnread":false}""")]
    [InlineData("a moment without offset", """{"level":"soft","by":"me","at":"2026-06-01T00:00:00","reason":"why","isUnread":false}""")]
    [InlineData("a moment in the year 9999", """{"level":"soft","by":"me","at":"9999-12-31T23:59:59Z","reason":"why","isUnread":false}""")]
    [InlineData("a number in place of a text", """{"level":"soft","by":7,"at":"2026-06-01T00:00:00Z","reason":"why","isUnread":false}""")]
    [InlineData(
        "a text in place of a truth", """{"level":"soft","by":"me","at":"2026-06-01T00:00:00Z","reason":"why","isUnread":"false"}""")]
    [InlineData("half a surrogate pair", """{"level":"soft","by":"\ud800","at":"2026-06-01T00:00:00Z","reason":"why","isUnread":false}""")]
    [InlineData("a list", "[]")]
    [InlineData("nothing in it", "{}")]
    [InlineData("something behind it", Switch + "{}")]
    [InlineData("cut off", """{"level":"soft","by":"me","at":"2026""")]
    public void What_is_not_quite_one_is_none(string what, string json)
    {
        Assert.NotEmpty(what);
        Assert.ThrowsAny<Exception>(() => Read<KillSwitchState>(json));
    }

    // A run may begin with one version and go on with the next.
    [Fact]
    public void A_machine_is_read_as_it_was_written_before_it_was_known_whether_it_is_stopped()
    {
        var machine = JsonSerializer.SerializeToNode(Cases.Machine(), StrictJson.Options)!.AsObject();

        Assert.True(machine.Remove("isStopped"));
        Assert.False(machine.Deserialize<Machine>(StrictJson.Options)!.IsStopped);
    }

    [Fact]
    public void Null_is_refused_where_a_member_is_set_behind_the_constructor()
    {
        const string Whole = """{"runId":"x","asOf":"2026-06-01T00:00:00Z","machines":[],"sizes":[]}""";

        Assert.Empty(Read<TargetHistory>(Whole).Sizes);
        Assert.Throws<JsonException>(() => Read<TargetHistory>(Whole.Replace("\"sizes\":[]", "\"sizes\":null", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("""{"pointIds":[null]}""")]
    [InlineData("""{"pointIds":["a",null,"b"]}""")]
    [InlineData("""{"pointIds":null}""")]
    [InlineData("""{"pointIds":{}}""")]
    [InlineData("""{"pointIds":"a"}""")]
    [InlineData("""{"pointIds":[["a"]]}""")]
    [InlineData("""{"pointIds":[1]}""")]
    public void A_list_holds_what_it_is_a_list_of(string json) => Assert.Throws<JsonException>(() => Read<UndeletedPoints>(json));

    [Fact]
    public void Null_in_a_list_is_refused_in_every_form_of_list()
    {
        Assert.Throws<JsonException>(() => Read<string[]>("[null]"));
        Assert.Throws<JsonException>(() => Read<List<string>>("[null]"));
        Assert.Throws<JsonException>(() => Read<IReadOnlyCollection<string>>("[null]"));
        Assert.Throws<JsonException>(() => Read<HashSet<string>>("[null]"));
        Assert.Throws<JsonException>(() => Read<Dictionary<string, string>>("""{"a":null}"""));
        Assert.Throws<JsonException>(() => Read<IReadOnlyDictionary<string, string>>("""{"a":null}"""));
        Assert.Equal([1, null], Read<List<double?>>("[1,null]"));
    }

    [Theory]
    [InlineData("1e400")]
    [InlineData("-1e400")]
    [InlineData("\"1\"")]
    [InlineData("\"NaN\"")]
    public void A_number_is_a_number(string json) => Assert.Throws<JsonException>(() => Read<double>(json));

    [Fact]
    public void What_is_huge_or_deep_is_refused()
    {
        Assert.Throws<JsonException>(() => Read<string>($"\"{new string('a', 70_000)}\""));
        Assert.Throws<JsonException>(() => Read<JsonElement>(new string('[', 100) + new string(']', 100)));
    }

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, StrictJson.Options)!;
}
