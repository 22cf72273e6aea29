using Azure.Core;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;

namespace OpsFunctions.Orchestrations.Remediation.Runbooks;

/// <summary>A managed run command, and the machine it runs on.</summary>
public sealed record ScriptAsked(string MachineId, string AttemptId);

/// <summary>How a script ended.</summary>
/// <param name="State"><c>Running</c>, <c>Succeeded</c>, <c>Failed</c>, <c>TimedOut</c>, ….</param>
public sealed record ScriptEnd(string State, long? ExitCode);

/// <summary>Runs a script by a managed run command, waits for its end and deletes it: nothing is left over.</summary>
public sealed class ManagedScript(AzureClients clients)
{
    /// <summary>Seconds a script may run: 15 minutes.</summary>
    public const int LongestSeconds = 900;

    /// <summary>Seconds a look may take: a decision lives ten minutes.</summary>
    public const int LookSeconds = 120;

    private static readonly Repeat Waiting = new(40, TimeSpan.FromSeconds(30));

    public static string NameOf(string attemptId) => Ids.Short("ops-", attemptId);

    [Function(nameof(ReadScriptEnd))]
    public Task<Outcome<ScriptEnd>> ReadScriptEnd([ActivityTrigger] ScriptAsked asked, CancellationToken ct) =>
        Outcome.OfAsync("script", async () =>
    {
        var address = new Uri(ArmAddress.Of(asked.MachineId, $"/runCommands/{NameOf(asked.AttemptId)}", AzureClients.MachinesVersion)
            + "&$expand=instanceView");
        using var answer = await clients.ArmPipeline.SendAsync(RequestMethod.Get, address, null, ct);
        var view = answer.RootElement.Get("properties").Get("instanceView");
        return new ScriptEnd(view.Get("executionState").Text() ?? "Unknown", view.Get("exitCode").Whole());
    }, ct);

    /// <summary>Runs it; what it printed stays on the machine.</summary>
    internal static async Task<ChangeOutcome> RunAsync(
        TaskOrchestrationContext context, Acts acts, RunbookOrder order, string step, Command command, bool isBegin, long amount = 0)
    {
        var machine = order.Alert.Target;
        var sent = isBegin ? await acts.BeginAsync(step, command, machine, amount) : await acts.GoOnAsync(step, command, machine, amount);
        if (!acts.HasBegun)
            return sent;
        var read = await Waiting.UntilAsync(
            context, end => end.Kind == OutcomeKind.Refused || end.Value is { State: not ("Pending" or "Running" or "Unknown") },
            () => context.CallWithThrottlingAsync<ScriptEnd>(nameof(ReadScriptEnd), new ScriptAsked(machine, order.AttemptId)));
        await acts.GoOnAsync($"forget {step}", Command.ForgetScript, machine);
        return acts.Note($"{step} ended", read.Value switch
        {
            { State: "Succeeded", ExitCode: 0 or null } => ChangeOutcome.Ok,
            { } end => new(
                false, "ScriptFailed",
                $"it is {end.State}: {(command == Command.RunScript ? CodeWords(end.ExitCode) : FileSystemScripts.Words(end.ExitCode))}"),
            null => new(false, read.Code, read.Reason),
        });
    }

    private static string CodeWords(long? exitCode) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"exit code {(exitCode is { } code ? $"{code}" : "not told")}");
}
