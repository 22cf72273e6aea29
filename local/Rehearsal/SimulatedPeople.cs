using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Guard.Approvals;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Simulator;

namespace OpsFunctions.Local.Cli.Rehearsal;

/// <summary>Those who are asked: most say yes, some no, some nothing. Which of them, the question and the seed decide.</summary>
internal sealed class SimulatedPeople(SimulatedAzure azure, RehearsedApp app, int seed)
{
    public static readonly TimeSpan BetweenLooks = TimeSpan.FromHours(6);

    // Longer than any watch.
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(4);

    private const string Approver = "person:approver";

    private readonly Dictionary<(string Run, string Machine), LedgerEntry> _seen = [];

    /// <summary>Every change they ever saw in the books: documents may be lost.</summary>
    public IReadOnlyCollection<LedgerEntry> Seen => _seen.Values;

    public async Task LookAsync(DateTimeOffset now, CancellationToken ct)
    {
        await AnswerAsync(now, ct);
        await SetBackAsync(now, ct);
    }

    private async Task AnswerAsync(DateTimeOffset now, CancellationToken ct)
    {
        var (approvals, answers) = (app.Services.GetRequiredService<ApprovalStore>(), app.Services.GetRequiredService<ApprovalAnswers>());
        foreach (var approval in await Patience.AskAsync(() => approvals.ListAsync(all: false, now, ct)))
        {
            var request = approval.Request;
            if (approval is not { Answer: null, ClosedAt: null } || request.Deadline <= now || Answer(request) is not { } answer)
                continue;
            await Patience.AskAsync(() => answers.AnswerAsync(
                request.Id, new(answer, Approver, now, request.PlanHash, answer ? "fine" : "not this one"), isApprover: true, ct));
            await app.Client.RaiseEventAsync(request.InstanceId, ApprovalExtensions.EventOf(request.Id), eventPayload: true, ct);
        }
    }

    /// <summary>Some know nothing of the suite, and give a machine back the size that stands in their own list.</summary>
    private async Task SetBackAsync(DateTimeOffset now, CancellationToken ct)
    {
        var ledger = app.Services.GetRequiredService<LedgerStore>();
        foreach (var (subscription, region) in azure.Fleet.Machines.Select(machine => (machine.SubscriptionId, machine.Region)).Distinct()
            .Order())
            foreach (var entry in (await Patience.AskAsync(() => ledger.ReadAsync(subscription, region, ct))).Entries)
            {
                _seen[(entry.Change.RunId, entry.Change.MachineId)] = entry;
                var machine = azure.Fleet.Find(entry.Change.MachineId)!;
                var isLeft = entry is { TakenBackAt: null, SetBackAt: null } && entry.Change.To == machine.Size.Name
                    && now - entry.Change.At > Forgotten;
                if (isLeft && Draw(entry.Change.MachineId) < 16)
                    azure.SetSizeAsSomebodyElse(machine, entry.Change.From);
            }
    }

    // Three of four say yes, one of eight no, the others nothing; an objection is raised by one of eight.
    private bool? Answer(ApprovalRequest request)
    {
        var draw = Draw(request.Id);
        return request.Kind == ApprovalKind.Objection
            ? draw < 32 ? false : null
            : draw < 192 ? true : draw < 224 ? false : null;
    }

    private byte Draw(string what) => SHA256.HashData(Encoding.UTF8.GetBytes($"{seed} {what}"))[0];
}
