using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Events;

/// <summary>Keeps the records of events from growing for ever.</summary>
public sealed class EventActivities(StateStore state)
{
    /// <summary>Records that one call deletes at most: some minutes' work.</summary>
    internal const int MostForgotten = 5000;

    /// <summary>Deletes records written before a moment, up to 5,000 of them; gives back how many.</summary>
    [Function(nameof(ForgetEvents))]
    public Task<Outcome<int>> ForgetEvents([ActivityTrigger] DateTimeOffset before, CancellationToken ct) =>
        Outcome.OfAsync("events", () => state.ForgetAsync(EventIntake.Folder, before, MostForgotten, ct), ct);
}
