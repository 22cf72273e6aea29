using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using OpsFunctions.Orchestrations.Drills;
using OpsFunctions.Orchestrations.Drills.Building;
using OpsFunctions.Orchestrations.Drills.Cleaning;
using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Drills.Planning;
using OpsFunctions.Orchestrations.Drills.Preflight;
using OpsFunctions.Orchestrations.Drills.Report;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.Guard;

namespace OpsFunctions.Functions;

/// <summary>A machine of a drill as HTTP shows it.</summary>
/// <param name="Step">What it is doing, or did last.</param>
public sealed record DrillMachineView(string Name, string Step, IReadOnlyList<DrillStep> Steps);

/// <summary>A drill as HTTP shows it.</summary>
/// <param name="Status">Running, Completed, Failed, …; null: its orchestration was cleared away.</param>
/// <param name="Sentence">How it stands.</param>
public sealed record DrillView(
    string Id, string Plan, string Application, string? Status, string Stage, string Sentence, DateTimeOffset? ExpiresAt,
    Judgement? Judgement,
    CleanResult? Cleaning, PreflightView? Preflight, IReadOnlyList<DrillStep> Steps, IReadOnlyList<DrillMachineView> Machines,
    IReadOnlyList<Attestation> Attestations, string? Report);

/// <summary>Puts together what is known of a drill.</summary>
public sealed class DrillViews(DrillStore store, GuardEvidence evidence, TimeProvider time)
{
    private const int MostAttempts = 10;

    /// <returns>Null: there is no such drill.</returns>
    public async Task<DrillView?> FindAsync(DurableTaskClient client, string id, PathString pathBase, CancellationToken ct)
    {
        var instance = await client.GetInstanceAsync(id, getInputsAndOutputs: true, ct);
        var record = await store.RecordAsync(id, ct);
        if (instance is null && record is null)
            return null;
        var progress = instance?.ReadCustomStatusAs<DrillProgress>();
        var journal = await store.JournalAsync(id, ct);
        var isOver = record?.EndedAt is not null;
        return new(
            id, record?.Plan ?? "", record?.Application ?? "", instance?.RuntimeStatus.ToString(),
            progress?.Stage ?? (isOver ? "ended" : "looking"),
            instance?.FailureDetails is { } failure ? $"It broke off: {failure.ErrorMessage}" : progress?.Sentence ?? "It was asked for",
            journal?.ExpiresAt,
            record?.Judgement, record?.Cleaning, record is null ? null : PreflightView.Of(record.Preflight),
            isOver ? record!.Steps : progress?.Steps ?? [],
            isOver ? [.. record!.Machines.Select(Of)] : await MachinesAsync(client, id, journal, ct), record?.Attestations ?? [],
            isOver ? $"{pathBase}/api/reports/drills/{id}.html" : null);
    }

    /// <summary>Keeps a person's word, first as evidence.</summary>
    public async Task<Attestation> AttestAsync(string id, string by, bool success, string notes, CancellationToken ct)
    {
        var attestation = new Attestation(by, success, notes, time.GetUtcNow());
        await evidence.RecordAsync(
            "attestation", new AuditEntry(attestation.At, by, "drills.attest", id, success ? "success" : "failed", notes), ct);
        await store.ChangeRecordAsync(id, record => record with { Attestations = [.. record.Attestations, attestation] }, ct);
        return attestation;
    }

    private static DrillMachineView Of(MachineResult machine) =>
        new(machine.Name, machine.Failure ?? (machine.Steps.Count > 0 ? machine.Steps[^1].Name : "not started"), machine.Steps);

    private static async Task<IReadOnlyList<DrillMachineView>> MachinesAsync(
        DurableTaskClient client, string id, DrillJournal? journal, CancellationToken ct)
    {
        var views = new List<DrillMachineView>();
        foreach (var machine in journal?.Machines ?? [])
            views.Add(await NewestAsync(client, id, machine, ct) is { } progress
                ? new(machine.Name, progress.Step, progress.Steps)
                : new(machine.Name, "is not started yet", []));
        return views;
    }

    private static async Task<MachineProgress?> NewestAsync(DurableTaskClient client, string id, DrillMachine machine, CancellationToken ct)
    {
        MachineProgress? newest = null;
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            if (await client.GetInstanceAsync(
                DrillInstances.OfMachine(id, machine.Number, attempt), getInputsAndOutputs: true, ct) is not { } instance)
                break;
            newest = instance.ReadCustomStatusAs<MachineProgress>() ?? newest;
        }
        return newest;
    }
}
