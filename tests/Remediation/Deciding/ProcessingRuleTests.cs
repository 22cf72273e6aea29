using System.Text.Json;
using OpsFunctions.Orchestrations.Remediation.Reading;
using Xunit;
using static OpsFunctions.Tests.Remediation.Deciding.SituationCase;

namespace OpsFunctions.Tests.Remediation.Deciding;

/// <summary>Which alert processing rules are for a machine at a moment: those that Azure applies to its own alerts alone.</summary>
public sealed class ProcessingRuleTests
{
    private const string Group = "/subscriptions/5a9c0000-0000-0000-0000-000000000001/resourceGroups/shop";

    // Wednesday, 3 June 2026, 14:00 UTC.
    [Theory]
    [InlineData("null", true)]
    [InlineData("""{"effectiveFrom":"2026-06-03T13:00:00","effectiveUntil":"2026-06-03T15:00:00","timeZone":"UTC"}""", true)]
    [InlineData("""{"effectiveFrom":"2026-06-03T14:30:00","timeZone":"UTC"}""", false)]
    [InlineData("""{"effectiveUntil":"2026-06-03T14:00:00","timeZone":"UTC"}""", false)]
    // 14:00 UTC is 16:00 in Amsterdam and 7:00 in Los Angeles.
    [InlineData("""{"effectiveFrom":"2026-06-03T15:30:00","timeZone":"W. Europe Standard Time"}""", true)]
    [InlineData("""{"effectiveFrom":"2026-06-03T15:30:00","timeZone":"Pacific Standard Time"}""", false)]
    [InlineData("""{"timeZone":"UTC","recurrences":[{"recurrenceType":"Daily","startTime":"13:00:00","endTime":"15:00:00"}]}""", true)]
    [InlineData("""{"timeZone":"UTC","recurrences":[{"recurrenceType":"Daily","startTime":"22:00:00","endTime":"13:00:00"}]}""", false)]
    [InlineData("""{"timeZone":"UTC","recurrences":[{"recurrenceType":"Weekly","daysOfWeek":["Wednesday"]}]}""", true)]
    [InlineData("""{"timeZone":"UTC","recurrences":[{"recurrenceType":"Weekly","daysOfWeek":["Thursday"]}]}""", false)]
    // Over midnight it belongs to the day on which it began.
    [InlineData(
        """{"timeZone":"UTC","recurrences":[{"recurrenceType":"Weekly","startTime":"20:00:00","endTime":"16:00:00","daysOfWeek":["Tuesday"]}]}""", true)]
    [InlineData("""{"timeZone":"UTC","recurrences":[{"recurrenceType":"Monthly","daysOfMonth":[3]}]}""", true)]
    [InlineData("""{"timeZone":"UTC","recurrences":[{"recurrenceType":"Monthly","daysOfMonth":[4]}]}""", false)]
    // A zone that is not known here: for whoever it might be maintenance, it is.
    [InlineData("""{"effectiveFrom":"2026-06-04T03:00:00","timeZone":"Nowhere Standard Time"}""", true)]
    [InlineData("""{"effectiveFrom":"2026-06-04T05:00:00","timeZone":"Nowhere Standard Time"}""", false)]
    public void It_is_on_by_its_schedule(string schedule, bool isOn) =>
        Assert.Equal(isOn, Silences($"{{\"scopes\":[\"{Group}\"],\"schedule\":{schedule}}}"));

    [Theory]
    [InlineData("/subscriptions/5a9c0000-0000-0000-0000-000000000001", true)]
    [InlineData(Machine, true)]
    [InlineData("/subscriptions/5a9c0000-0000-0000-0000-000000000001/resourceGroups/sho", false)]
    [InlineData("/subscriptions/5a9c0000-0000-0000-0000-000000000002", false)]
    public void It_is_for_what_lies_in_its_scopes(string scope, bool isIn) => Assert.Equal(isIn, Silences($"{{\"scopes\":[\"{scope}\"]}}"));

    [Theory]
    [InlineData("TargetResourceType", "Equals", "microsoft.compute/virtualmachines", true)]
    [InlineData("TargetResourceType", "Equals", "microsoft.compute/disks", false)]
    [InlineData("TargetResource", "Contains", "/web1", true)]
    [InlineData("TargetResourceGroup", "NotEquals", Group, false)]
    [InlineData("MonitorCondition", "Equals", "Fired", true)]
    [InlineData("MonitorService", "Equals", "Resource Health", true)]
    [InlineData("MonitorService", "Equals", "Platform", false)]
    // Only alerts of a severity, or of a rule: an event of health is none of them.
    [InlineData("Severity", "Equals", "Sev3", false)]
    [InlineData("AlertRuleName", "NotEquals", "noise", false)]
    public void Its_conditions_say_what_it_is_for(string field, string operation, string value, bool isFor) => Assert.Equal(
        isFor,
        Silences(
            $"{{\"scopes\":[\"{Group}\"],\"conditions\":[{{\"field\":\"{field}\",\"operator\":\"{operation}\",\"values\":[\"{value}\"]}}]}}"));

    [Theory]
    [InlineData("""{"enabled":false,"scopes":["/subscriptions/x"],"actions":[{"actionType":"RemoveAllActionGroups"}]}""")]
    [InlineData(
        """{"enabled":true,"scopes":["/subscriptions/x"],"actions":[{"actionType":"AddActionGroups","actionGroupIds":["/subscriptions/x"]}]}""")]
    [InlineData("""{}""")]
    public void One_that_is_off_or_tells_more_people_silences_nothing(string properties) => Assert.Null(RuleOf(properties));

    private static bool Silences(string properties) =>
        RuleOf(properties.Insert(1, "\"actions\":[{\"actionType\":\"RemoveAllActionGroups\"}],"))!.Silences(Machine, Now);

    private static OpsFunctions.Orchestrations.Remediation.Deciding.ProcessingRule? RuleOf(string properties)
    {
        using var json = JsonDocument.Parse($"{{\"name\":\"maintenance\",\"properties\":{properties}}}");
        return AlertListReader.RuleOf(json.RootElement);
    }
}
