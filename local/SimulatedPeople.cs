using System.Security.Cryptography;
using System.Text;
using Microsoft.DurableTask.Client;
using OpsFunctions.Orchestrations.Guard;

namespace OpsFunctions.Local.Cli;

/// <summary>Those who are asked: most say yes, some no, some nothing. Which of them, the question and the seed decide.</summary>
internal sealed class SimulatedPeople(ApprovalStore approvals, ApprovalAnswers answers, DurableTaskClient client, int seed)
{
    public static readonly TimeSpan BetweenLooks = TimeSpan.FromHours(6);

    private const string Approver = "person:approver";

    public async Task AnswerAsync(DateTimeOffset now, CancellationToken ct)
    {
        foreach (var approval in await Patience.AskAsync(() => approvals.ListAsync(all: false, now, ct)))
        {
            var request = approval.Request;
            if (approval is not { Answer: null, ClosedAt: null } || request.Deadline <= now || Answer(request) is not { } answer)
                continue;
            await Patience.AskAsync(() => answers.AnswerAsync(request.Id, new(answer, Approver, now, request.PlanHash, answer ? "fine" : "not this one"), isApprover: true, ct));
            await client.RaiseEventAsync(request.InstanceId, ApprovalExtensions.EventOf(request.Id), eventPayload: true, ct);
        }
    }

    // Three of four say yes, one of eight no, the others nothing; an objection is raised by one of eight.
    private bool? Answer(ApprovalRequest request)
    {
        var draw = SHA256.HashData(Encoding.UTF8.GetBytes($"{seed} {request.Id}"))[0];
        return request.Kind == ApprovalKind.Objection
            ? draw < 32 ? false : null
            : draw < 192 ? true : draw < 224 ? false : null;
    }
}
