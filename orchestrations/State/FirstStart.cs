using OpsFunctions.Orchestrations.Arm.Wire;

namespace OpsFunctions.Orchestrations.State;

/// <summary>When the app first started on this storage; a document of the state.</summary>
[StateDocument(
    "app/first-start",
    Loss = "a 403 is waited for half an hour again, as after a first start",
    Damage = "as if it were not there; the next start replaces it",
    Mend = "nothing is needed")]
public sealed record FirstStart(DateTimeOffset At)
{
    public const string Name = "app/first-start";
}

/// <summary>Notes the app's first start, and tells what excuses a 403 by it.</summary>
public sealed class FirstStartNote(StateStore state, RolePropagation roles, TimeProvider time)
{
    public async Task NoteAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        // Its storage may be what the role has not arrived at: then this start counts as the first.
        roles.StartedAt(now);
        var (known, version) = await state.FindAsync<FirstStart>(FirstStart.Name, _ => null, ct);
        if (known is not null)
            roles.StartedAt(known.At);
        else
            await state.TryWriteAsync(FirstStart.Name, new FirstStart(now), version, ct);
    }
}
