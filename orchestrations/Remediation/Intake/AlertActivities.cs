using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Incidents;
using OpsFunctions.Orchestrations.Remediation.Deciding;
using OpsFunctions.Orchestrations.Remediation.Work;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Remediation.Intake;

/// <summary>Keeps what the intake leaves from growing for ever.</summary>
public sealed class AlertActivities(StateStore state)
{
    /// <summary>Documents of a folder that one call deletes at most: some minutes' work.</summary>
    internal const int MostForgotten = 5000;

    // Bodies outlive their messages, which the queue drops after seven days, also where some were replayed.
    private static readonly (string Folder, TimeSpan Kept)[] Folders =
    [
        (EarlyResolve.Folder, TimeSpan.FromDays(1)),
        (KnownAlert.Folder, TimeSpan.FromDays(2)),
        (SentAct.Folder, TimeSpan.FromDays(30)),
        (Episode.Folder, TimeSpan.FromDays(30)),
        (Incident.Folder, TimeSpan.FromDays(90)),
        (OpenOnResource.Folder, TimeSpan.FromDays(2)),
        (AlertBody.Folder, TimeSpan.FromDays(30)),
        (RefusedAlerts.Folder, TimeSpan.FromDays(30)),
    ];

    /// <summary>
    /// Deletes what is older than it is kept, up to 5,000 documents of a folder; gives back how many of the folder with most.
    /// </summary>
    [Function(nameof(ForgetAlerts))]
    public Task<Outcome<int>> ForgetAlerts([ActivityTrigger] DateTimeOffset now, CancellationToken ct) =>
        Outcome.OfAsync("alerts", async () =>
        {
            var most = 0;
            foreach (var (folder, kept) in Folders)
                most = Math.Max(most, await state.ForgetAsync(folder, now - kept, MostForgotten, ct));
            return most;
        }, ct);
}
