using System.Text;
using OpsFunctions.Orchestrations.Events;
using Xunit;

namespace OpsFunctions.Tests.Events;

public class EventReaderTests
{
    public static TheoryData<string> Forms =>
    [
        EventTexts.EventGrid(),
        EventTexts.CloudEvent(),
        $"[{EventTexts.EventGrid()}]",
        $"[{EventTexts.CloudEvent()}]",
        $" \r\n{EventTexts.EventGrid()}\n",
        $"\uFEFF{EventTexts.EventGrid()}",
        Base64(EventTexts.EventGrid()),
        Base64($"[{EventTexts.CloudEvent()}]"),
        Base64($"\uFEFF{EventTexts.CloudEvent()}"),
    ];

    [Theory]
    [MemberData(nameof(Forms))]
    public void One_event_is_the_same_in_every_form_that_Event_Grid_writes(string message)
    {
        var reading = EventReader.Read(message);

        Assert.Null(reading.Problem);
        var notice = Assert.Single(reading.Notices);
        Assert.Equal(EventReader.Read(EventTexts.EventGrid()).Notices[0], notice);
        Assert.Equal((EventTexts.Write, EventTexts.Machine, EventTexts.Time), (notice.Type, notice.Subject, notice.Time!.Value));
        Assert.Equal($"/subscriptions/{EventTexts.Subscription}", notice.Source);
    }

    [Fact]
    public void All_events_of_a_list_are_read_in_order_also_where_one_of_them_is_none()
    {
        var reading = EventReader.Read($$"""[{{EventTexts.EventGrid("a")}}, {"id": 7}, {{EventTexts.CloudEvent("b")}}, "text"]""");

        Assert.Equal(2, reading.Notices.Count);
        Assert.NotEqual(reading.Notices[0].Key, reading.Notices[1].Key);
        Assert.StartsWith("event 2 of 4: it is no event", reading.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Events_of_two_subscriptions_are_two_even_under_one_id()
    {
        var ours = EventReader.Read(EventTexts.EventGrid()).Notices[0];
        var theirs = EventReader.Read(EventTexts.EventGrid(topic: "/subscriptions/99999999-2222-3333-4444-555555555555")).Notices[0];

        Assert.NotEqual(ours.Key, theirs.Key);
    }

    [Fact]
    public void The_source_is_the_same_however_its_case_is_written() =>
        Assert.Equal(
            EventReader.Read(EventTexts.EventGrid(topic: "/subscriptions/AAAAAAAA-2222-3333-4444-555555555555")).Notices[0].Key,
            EventReader.Read(EventTexts.EventGrid(topic: "/SUBSCRIPTIONS/aaaaaaaa-2222-3333-4444-555555555555")).Notices[0].Key);

    [Theory]
    [InlineData("", "neither JSON nor base64")]
    [InlineData("   ", "neither JSON nor base64")]
    [InlineData("hello world", "neither JSON nor base64")]
    [InlineData("aGVsbG8=", "it is no JSON")]
    [InlineData("{", "it is no JSON")]
    [InlineData("[]", "a list of 0 events")]
    [InlineData("{}", "it is no event")]
    [InlineData("[[]]", "it is no object but Array")]
    [InlineData(
        """{"id":1,"subject":"s","eventType":"t","eventTime":"2026-06-01T03:00:00Z","dataVersion":"1","data":{}}""", "it is no event")]
    [InlineData(
        """{"id":"1","subject":"s","eventType":{},"eventTime":"2026-06-01T03:00:00Z","dataVersion":"1","data":{}}""", "it is no event")]
    [InlineData("""{"id":"1","subject":"s","eventType":"t","eventTime":"yesterday","dataVersion":"1","data":{}}""", "it is no event")]
    [InlineData("""{"id":"1","subject":"s","eventTime":"2026-06-01T03:00:00Z","dataVersion":"1","data":{}}""", "it is no event")]
    [InlineData(
        """{"id":"1","topic":null,"subject":null,"eventType":null,"eventTime":"2026-06-01T03:00:00Z","dataVersion":null,"data":null}""",
        "it is no event")]
    [InlineData("""{"specversion":"1.0","id":"1","type":"t"}""", "it is no event")]
    [InlineData("""{"specversion":1,"id":"1","type":"t","source":"/s"}""", "it is no event")]
    [InlineData("""{"specversion":"1.0","id":[],"type":"t","source":"/s"}""", "it is no event")]
    [InlineData("""{"specversion":"1.0","id":"1","type":"t","source":"/s","data_base64":"!!"}""", "it is no event")]
    public void What_is_no_event_is_told_with_the_reason(string message, string reason)
    {
        var reading = EventReader.Read(message);

        Assert.Empty(reading.Notices);
        Assert.Contains(reason, reading.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_too_long_is_not_read()
    {
        var padded = EventTexts.EventGrid() + new string(' ', EventReader.Longest);

        Assert.Contains("characters", EventReader.Read(padded).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_of_a_hundred_thousand_nothings_is_refused_at_once()
    {
        var message = $"[{string.Join(',', Enumerable.Repeat("1", 100_000))}]";

        Assert.Contains("a list of 100000 events", EventReader.Read(message).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(30_000)]
    public void What_is_nested_deeply_is_refused(int depth)
    {
        var deep = EventTexts.EventGrid()
            .Replace("{\"operationName\"", Repeat("{\"a\":", depth) + "{\"operationName\"", StringComparison.Ordinal) + Repeat("}", depth);

        Assert.Contains("it is no JSON", EventReader.Read(deep).Problem, StringComparison.Ordinal);
        Assert.Contains("it is no JSON", EventReader.Read(Repeat("[", depth)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_bounded()
    {
        Assert.Contains("id", EventReader.Read(EventTexts.EventGrid(id: new string('x', 201))).Problem, StringComparison.Ordinal);
        Assert.Contains("id", EventReader.Read(EventTexts.EventGrid(id: "")).Problem, StringComparison.Ordinal);
        Assert.Contains("type", EventReader.Read(EventTexts.EventGrid(type: new string('x', 201))).Problem, StringComparison.Ordinal);
        Assert.Contains(
            "subject", EventReader.Read(EventTexts.EventGrid(subject: new string('x', 2049))).Problem, StringComparison.Ordinal);
        Assert.Contains("source", EventReader.Read(EventTexts.EventGrid(topic: new string('x', 2049))).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("../../../etc/passwd")]
    [InlineData("a\u0000b\r\nc'\"; DROP TABLE x --")]
    public void Whatever_an_id_says_its_key_is_64_hexadecimal_digits(string id)
    {
        var notice = Assert.Single(EventReader.Read(EventTexts.EventGrid(id)).Notices);

        Assert.Matches("^[0-9a-f]{64}$", notice.Key);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Repeat(string text, int times) => new StringBuilder().Insert(0, text, times).ToString();
}
