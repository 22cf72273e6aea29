using System.Net;
using Azure.Core;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Arm.Identities;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Arm.Wire;
using Xunit;

namespace OpsFunctions.Tests.Arm;

/// <summary>What would pass by itself is never taken for a no.</summary>
public sealed class PassingFailureTests
{
    private static readonly SimulatedClock Clock = new(new DateTimeOffset(2026, 11, 28, 8, 13, 49, TimeSpan.Zero));

    // RFC 9110, 10.2.3 and 5.6.7; the milliseconds are those that Azure's own clients read.
    [Theory]
    [InlineData("Retry-After", "1800", 1800)]
    [InlineData("Retry-After", "Sat, 28 Nov 2026 08:43:49 GMT", 1800)]
    [InlineData("Retry-After", "Saturday, 28-Nov-26 08:43:49 GMT", 1800)]
    [InlineData("Retry-After", "Sat Nov 28 08:43:49 2026", 1800)]
    [InlineData("Retry-After", "Sat, 28 Nov 2026 08:13:00 GMT", 1)]
    [InlineData("Retry-After", "Sun, 29 Nov 2026 08:43:49 GMT", 3600)]
    [InlineData("Retry-After", "soon", 0)]
    [InlineData("Retry-After", "-5", 0)]
    [InlineData("retry-after-ms", "2500", 2.5)]
    [InlineData("x-ms-retry-after-ms", "90000", 90)]
    public async Task Every_form_of_come_back_later_is_a_wait(string header, string value, double seconds)
    {
        var outcome = await ReadAsync(HttpStatusCode.TooManyRequests, "{}", (header, value));

        Assert.Equal((OutcomeKind.Throttled, seconds), (outcome.Kind, outcome.RetryAfterSeconds));
    }

    [Fact]
    public async Task Milliseconds_count_before_a_header_in_seconds()
    {
        var outcome = await ReadAsync(HttpStatusCode.ServiceUnavailable, "{}", ("retry-after-ms", "4000"), ("Retry-After", "60"));

        Assert.Equal(4, outcome.RetryAfterSeconds);
    }

    [Theory]
    [InlineData(409, "Conflict", OutcomeKind.Throttled)]
    [InlineData(409, "ConflictingConcurrentWriteNotAllowed", OutcomeKind.Throttled)]
    [InlineData(409, "AnotherOperationInProgress", OutcomeKind.Throttled)]
    [InlineData(409, "RetryableErrorDueToAnotherOperation", OutcomeKind.Throttled)]
    [InlineData(409, "ContainerBeingDeleted", OutcomeKind.Throttled)]
    [InlineData(408, "RequestTimeout", OutcomeKind.Throttled)]
    [InlineData(409, "ScopeLocked", OutcomeKind.Refused)]
    [InlineData(409, "AllocationFailed", OutcomeKind.Refused)]
    [InlineData(409, "OperationNotAllowed", OutcomeKind.Refused)]
    [InlineData(403, "AuthorizationFailed", OutcomeKind.Refused)]
    public async Task A_code_says_whether_the_same_may_be_asked_again(int status, string code, OutcomeKind kind)
    {
        var outcome = await ReadAsync((HttpStatusCode)status, $$$"""{"error":{"code":"{{{code}}}","message":"so it is"}}""");

        Assert.Equal(kind, outcome.Kind);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_asked_for_again()
    {
        using var wire = new ScriptedWire(Clock)
        {
            Answers = (_, nth) => ScriptedWire.Json(nth < 3 ? """{"value":[{"na""" : """{"value":[]}""")
        };

        var outcome = await Outcome.OfAsync(
            "list", () => wire.Clients.ArmPipeline.SendAsync(
                RequestMethod.Get, ScriptedWire.Address(ScriptedWire.MachineId), null, default), default);

        Assert.Equal((OutcomeKind.Done, 3), (outcome.Kind, wire.Sent.Count()));
    }

    [Fact]
    public async Task An_address_that_does_not_know_its_operation_says_so_and_no_more()
    {
        using var wire = new ScriptedWire(Clock)
        {
            Answers = (_, _) => ScriptedWire.Json("""{"error":{"code":"NotFound","message":"not found"}}""", HttpStatusCode.NotFound)
        };

        var operations = new OperationReader(AzureIdentities.Of(wire.Clients));
        var read = await new OperationActivities(operations).ReadOperation(new(ScriptedWire.Operation, 0), default);

        Assert.Equal((OutcomeKind.Refused, "UnknownOperation"), (read.Kind, read.Code));
    }

    private static async Task<Outcome<bool>> ReadAsync(HttpStatusCode status, string body, params (string Name, string Value)[] headers)
    {
        using var wire = new ScriptedWire(Clock)
        {
            Answers = (_, _) =>
            {
                var answer = ScriptedWire.Json(body, status);
                foreach (var (name, value) in headers)
                    answer.Headers.TryAddWithoutValidation(name, value);
                return answer;
            },
        };
        return await Outcome.OfAsync("list", async () =>
        {
            using var document = await wire.Clients.ArmPipeline.SendAsync(
                RequestMethod.Get, ScriptedWire.Address(ScriptedWire.MachineId), null, default);
            return true;
        }, default);
    }
}
