using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Durable;

namespace OpsFunctions.Orchestrations.Drills;

/// <summary>What a drill did so far, and what it shows of it.</summary>
internal sealed class DrillTrail(TaskOrchestrationContext context)
{
    // A custom status is at most 16 KB.
    private const int MostShown = 40;

    private readonly List<DrillStep> _steps = [];

    public IReadOnlyList<DrillStep> Steps => _steps;

    public List<IsolationProof> Proofs { get; } = [];

    /// <summary>When the clock started; null: not yet.</summary>
    public DateTimeOffset? DeclaredAt { get; private set; }

    public DateTimeOffset? ExpiresAt { get; set; }

    public void Declare() => DeclaredAt ??= context.Now();

    public void Add(string name, StepKind kind, DateTimeOffset start, string? problem) =>
        Add(new(name, "", kind, start, context.Now(), problem is null ? null : Words.OneLine(problem)));

    public void Add(DrillStep step) => _steps.Add(step);

    public void Stage(string stage, string sentence) => context.SetCustomStatus(
        new DrillProgress(stage, Words.OneLine(sentence), context.Now(), ExpiresAt)
        {
            Steps = [.. _steps.Where(step => step.Machine.Length == 0).TakeLast(MostShown)],
        });
}
