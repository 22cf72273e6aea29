using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Resizing.Books;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Resizing.Steps;

/// <summary>Looks at a machine from inside before a change, and after it whether what worked then works now.</summary>
internal sealed class InsideLook(TaskOrchestrationContext context, ChangePlan plan, ChangeTicket ticket, Trail trail)
{
    private const string NotAllowed = "AuthorizationFailed";
    private const string NotReadable = "NotReadable";

    private InsideView? _before;

    /// <summary>
    /// Looks before the change. Where that is switched off or not allowed, nothing is compared afterwards: the agent's own report must
    /// do.
    /// </summary>
    /// <returns>False: it is allowed and did not work, so nobody could say afterwards what a change has broken.</returns>
    public async Task<bool> BeforeAsync()
    {
        if (!plan.Settings.AsksInside)
            return true;
        (_before, var problem, var code) = await AskAsync();
        if (_before is { } view)
            trail.Add(
                "look from inside", "done", Invariant($"ports that listen: {view.Ports.Count}, services that failed: {view.Failed.Count}"));
        else if (code is NotAllowed or NotReadable)
            trail.Add("look from inside", "not possible", $"{problem}; its agent's own report must do");
        else
            trail.Add("look from inside", "not taken", $"{problem}; Rightsizing:Changes:AsksInside=false goes without");
        return _before is not null || code is NotAllowed or NotReadable;
    }

    /// <param name="mustAnswer">Where it cannot be asked, that counts as missing, too.</param>
    /// <returns>What worked before and does not now; null: nothing that is known of.</returns>
    public async Task<string?> MissingAsync(bool mustAnswer)
    {
        if (_before is null)
            return null;
        var (view, problem, _) = await AskAsync();
        if (view is null)
            return mustAnswer ? problem : null;
        return InsideCheck.Missing(_before, view);
    }

    private async Task<(InsideView? View, string? Problem, string? Code)> AskAsync()
    {
        var answer = await context.ChangeAsync(nameof(ProbeActivities.RunInsideCheck), new InsideRun(ticket, plan.MachineId));
        if (!answer.Succeeded)
            return (null, $"it could not be asked from inside: {answer.Code}: {answer.Reason}", answer.Code);
        return InsideCheck.Read(answer.Output) is { } view
            ? (view, null, null)
            : (null, "it was asked from inside and gave no answer that can be read", NotReadable);
    }
}
