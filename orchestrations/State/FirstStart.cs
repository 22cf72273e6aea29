using OpsFunctions.Orchestrations.Arm.Wire;

namespace OpsFunctions.Orchestrations.State;

/// <summary>When the app first started on this storage; a document of the state.</summary>
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
        if (await state.FindAsync<FirstStart>(FirstStart.Name, ct) is { } known)
            roles.StartedAt(known.Value.At);
        else
            await state.TryWriteAsync(FirstStart.Name, new FirstStart(now), replaces: null, ct);
    }
}
