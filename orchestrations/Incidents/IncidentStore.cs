using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Incidents;

/// <summary>Incidents of the suite, by id and by resource.</summary>
public sealed class IncidentStore(StateStore state, TimeProvider time)
{
    /// <summary>One that was not written for so long is no longer worked on, whatever became of its run.</summary>
    public static readonly TimeSpan LongestOpen = TimeSpan.FromHours(12);

    public async Task<Incident?> FindAsync(string id, CancellationToken ct) =>
        (await state.FindAsync<Incident>(Incident.NameOf(id), ct))?.Value;

    public Task KeepAsync(Incident incident, CancellationToken ct) => state.WriteAsync(Incident.NameOf(incident.Id), incident, ct);

    /// <summary>The newest, by when they were last written, and those of them that cannot be read.</summary>
    public async Task<StateFolder<Incident>> NewestAsync(int most, CancellationToken ct)
    {
        var names = new List<(string Name, DateTimeOffset At)>();
        await foreach (var entry in state.ListAsync(Incident.Folder, ct))
            names.Add((entry.Name, entry.WrittenAt));
        return await state.ReadAllAsync<Incident>(names.OrderByDescending(one => one.At).Take(most).Select(one => one.Name), ct);
    }

    /// <summary>Those that are being handled.</summary>
    public async Task<StateFolder<Incident>> OpenAsync(CancellationToken ct)
    {
        var open = await state.ReadFolderAsync<OpenOnResource>(OpenOnResource.Folder, ct);
        return await state.ReadAllAsync<Incident>(
            open.Documents.Where(one => one.IncidentId.Length > 0 && one.Since > time.GetUtcNow() - LongestOpen)
                .Select(one => Incident.NameOf(one.IncidentId)), ct);
    }

    /// <summary>All that are kept, and those that cannot be read.</summary>
    public Task<StateFolder<Incident>> AllAsync(CancellationToken ct) => state.ReadFolderAsync<Incident>(Incident.Folder, ct);

    /// <summary>The incident that is open on a resource; null: none.</summary>
    public async Task<OpenOnResource?> OpenOnAsync(string resource, CancellationToken ct)
    {
        var (open, _) = await state.FindAsync<OpenOnResource>(OpenOnResource.NameOf(resource), static _ => null, ct);
        return open is not null && open.Since > time.GetUtcNow() - LongestOpen ? open : null;
    }

    /// <summary>Opens an incident on its resource, unless another is open there.</summary>
    /// <returns>The other; null: it is this one.</returns>
    public async Task<OpenOnResource?> OpenAsync(Incident incident, CancellationToken ct)
    {
        OpenOnResource? other = null;
        var (now, none) = (time.GetUtcNow(), new OpenOnResource(incident.Resource, "", DateTimeOffset.MinValue));
        await state.ChangeAsync(OpenOnResource.NameOf(incident.Resource), none, known =>
        {
            other = known.IncidentId.Length > 0 && known.IncidentId != incident.Id && known.Since > now - LongestOpen ? known : null;
            return other is not null || known.IncidentId == incident.Id ? known : none with { IncidentId = incident.Id, Since = now };
        }, ct, _ => none);
        return other;
    }

    /// <summary>The resource has no open incident any more; another one's stays.</summary>
    public Task CloseAsync(string resource, string incidentId, CancellationToken ct) => state.ChangeAsync(
        OpenOnResource.NameOf(resource), new OpenOnResource(resource, "", DateTimeOffset.MinValue),
        known => known.IncidentId == incidentId ? known with { IncidentId = "", Since = DateTimeOffset.MinValue } : known, ct);
}
