using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Machines;
using OpsFunctions.Orchestrations.Resizing.Books;

namespace OpsFunctions.Orchestrations.Resizing.Steps;

/// <summary>A change that is to be taken back, and its machine as it is now.</summary>
/// <param name="To">The size it was given.</param>
public sealed record TakeBackLook(
    string Capability, MachineState Machine, string Subscription, string Region, string RunId, string To, DateTimeOffset ChangedAt);

/// <summary>Looks at a machine before it is taken back. Nothing here changes it.</summary>
public sealed class TakeBackActivities(LedgerStore ledger, ResizeSettingsTable settings)
{
    /// <summary>What has come between: while people were asked, days may have passed. Null: the machine is as we made it.</summary>
    [Function(nameof(FindOvertaking))]
    public Task<Outcome<string?>> FindOvertaking([ActivityTrigger] TakeBackLook look, CancellationToken ct) =>
        Outcome.OfAsync("machine before it is taken back", async () =>
    {
        if (!look.Machine.Has(look.To))
            return $"somebody else has given it {look.Machine.Size} meanwhile";
        // The tag alone: a mode that was lowered since stops no undo.
        var tag = settings.Of(look.Capability).Tag;
        if (OpsTags.ModeOf(look.Machine.TagsByName(), tag, Mode.Apply) < Mode.Approve)
            return $"its tag {tag} lets it not be changed any more";
        return await HasEndedAsync(look, ct) ? "another change of it has come since, or its own has ended" : null;
    }, ct);

    // One that cannot be read stops no undo.
    private async Task<bool> HasEndedAsync(TakeBackLook look, CancellationToken ct)
    {
        try
        {
            var known = await ledger.ReadAsync(look.Subscription, look.Region, ct);
            return known.HasEnded(look.Machine.Id, look.RunId, look.ChangedAt);
        }
        catch (DamagedDocumentException)
        {
            return false;
        }
    }
}
