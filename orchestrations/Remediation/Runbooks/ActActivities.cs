using System.Globalization;
using Azure;
using Azure.Core;
using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Machines;
using OpsFunctions.Orchestrations.Remediation.Deciding;
using OpsFunctions.Orchestrations.Remediation.Reading;
using OpsFunctions.Orchestrations.Remediation.Work;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Remediation.Runbooks;

/// <summary>
/// Sends commands: right before each that begins something the resource is looked at once more, then it is put on record, then the gate is
/// asked, then it is sent. A second execution finds the record, and sends nothing.
/// </summary>
public sealed class ActActivities(
    SituationReader situations, ChangeGate gate, ArmChanges changes, StateStore state, ScriptStore scripts, TimeProvider time)
{
    /// <summary>How codes begin of what the last look said; the course follows.</summary>
    public const string LookCode = "Look.";

    /// <summary>Code of a command that Azure did not take.</summary>
    public const string RefusedCode = "NotTaken";

    [Function(nameof(Send))]
    public Task<Outcome<OperationTicket>> Send([ActivityTrigger] ActOrder act, CancellationToken ct) =>
        Outcome.OfAsync(act.Step, async () =>
    {
        var name = SentAct.NameOf($"{act.Order.AttemptId} {act.Step}");
        if (await FindAsync(name, act, ct) is { } sent)
            // Of one whose answer nobody heard, the resource shows what became of it.
            return sent.Ticket ?? OperationTicket.Done;
        if (act.Direction == ChangeDirection.Forward)
            await LookAsync(act.Order, ct);
        var (method, address, body) = await RequestOfAsync(act, ct);
        if (!await state.TryWriteAsync(name, new SentAct(act.Order.AttemptId, act.Step, time.GetUtcNow(), null), replaces: null, ct))
            return OperationTicket.Done;
        var ticket = await SendAsync(name, act, method, address, body, ct);
        await state.WriteAsync(name, new SentAct(act.Order.AttemptId, act.Step, time.GetUtcNow(), ticket), ct);
        return ticket;
    }, ct);

    /// <summary>The last look of what is not sent from here: done, unless something stands against it now.</summary>
    [Function(nameof(LookOnceMore))]
    public Task<Outcome<bool>> LookOnceMore([ActivityTrigger] RunbookOrder order, CancellationToken ct) =>
        Outcome.OfAsync("last look", async () =>
    {
        await LookAsync(order, ct);
        return true;
    }, ct);

    private async Task<OperationTicket> SendAsync(
        string name, ActOrder act, RequestMethod method, Uri address, object? body, CancellationToken ct)
    {
        try
        {
            return await changes.SendAsync(await gate.PassAsync(act.Ticket, act.Direction, ct), method, address, body, ct);
        }
        catch (Exception e) when (HasNotHappened(e))
        {
            // Then it may be sent again.
            await state.DeleteAsync(name, ct);
            if (e is RequestFailedException { Status: >= 400 and < 500 and not (408 or 409 or 429) } refused)
                throw new RefusedException(RefusedCode, Words.OneLine(refused.Message));
            throw;
        }
    }

    // The gate said no, or Azure answered that it did not take it; of what broke off on its way nobody knows.
    private static bool HasNotHappened(Exception e) =>
        e is RefusedException or ThrottledException or RequestFailedException { Status: >= 400 and < 500 and not 408 };

    private async Task<SentAct?> FindAsync(string name, ActOrder act, CancellationToken ct) =>
        (await state.FindAsync(name, written => new SentAct(act.Order.AttemptId, act.Step, written, null), ct)).Value;

    private async Task LookAsync(RunbookOrder order, CancellationToken ct)
    {
        if (time.GetUtcNow() > order.Deadline)
            throw new RefusedException(ChangeGate.TicketExpiredCode, "the decision is more than ten minutes old");
        var seen = await situations.ReadAsync(new(order.Alert, order.IsOurs), ct);
        if (HandsOffPolicy.Decide(order.Alert, seen) is { Course: not Course.Act } now)
            throw new RefusedException(LookCode + now.Course, now.Reason);
    }

    private async Task<(RequestMethod Method, Uri Address, object? Body)> RequestOfAsync(ActOrder act, CancellationToken ct) =>
        act.Command switch
    {
        Command.Restart => (RequestMethod.Post, OfMachine(act, "/restart"), null),
        Command.PowerOff => (RequestMethod.Post, new(OfMachine(act, "/powerOff") + "&skipShutdown=true"), null),
        Command.Start => (RequestMethod.Post, OfMachine(act, "/start"), null),
        Command.Reapply => (RequestMethod.Post, OfMachine(act, "/reapply"), null),
        Command.Redeploy => (RequestMethod.Post, OfMachine(act, "/redeploy"), null),
        Command.GrowDisk => (RequestMethod.Patch, ArmAddress.Of(
            act.Target, "", DiskGrowth.Version), new { properties = new { diskSizeGB = act.Amount } }),
        Command.ScaleTo => (RequestMethod.Patch, OfMachine(act, ""), new { sku = new { capacity = act.Amount } }),
        Command.RunScript => (RequestMethod.Put, OfScript(act), BodyOf(
            act, await scripts.ReadAsync(act.Order.Choice.Script, ct), ManagedScript.LongestSeconds)),
        Command.LookAtDisk => (RequestMethod.Put, OfScript(act), BodyOf(
            act, FileSystemScripts.Look(act.Order.Seen.IsWindows, (int)act.Amount), ManagedScript.LookSeconds)),
        Command.GrowFileSystem => (RequestMethod.Put, OfScript(act), BodyOf(
            act, FileSystemScripts.Grow(act.Order.Seen.IsWindows, (int)act.Amount), ManagedScript.LongestSeconds)),
        Command.ForgetScript => (RequestMethod.Delete, OfScript(act), null),
        _ => throw new InvalidOperationException($"there is no command {act.Command}"),
    };

    private static Uri OfMachine(ActOrder act, string rest) => ArmAddress.Of(act.Target, rest, AzureClients.MachinesVersion);

    private static Uri OfScript(ActOrder act) => OfMachine(act, $"/runCommands/{ManagedScript.NameOf(act.Order.AttemptId)}");

    private static object BodyOf(ActOrder act, string script, int seconds) => new
    {
        location = act.Order.Seen.Region,
        tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["ops:created-by"] = act.Order.AttemptId },
        properties = new { source = new { script }, asyncExecution = false, timeoutInSeconds = seconds },
    };
}
