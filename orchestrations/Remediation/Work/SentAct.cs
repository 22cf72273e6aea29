using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Remediation.Work;

/// <summary>
/// That a command was sent, or was about to be: a document of the state, written before. Whoever comes again finds it, and sends nothing a
/// second time: a restart that nobody heard the answer of is looked for in what the machine shows.
/// </summary>
/// <param name="Ticket">The operation it began; null: nobody heard.</param>
[StateDocument(
    Folder + "*",
    Loss = "a command of which nobody heard the answer is sent once more after a crash of the app",
    Damage = "the command counts as sent",
    Mend = "nothing is needed; it goes after 30 days")]
public sealed record SentAct(string Id, string Step, DateTimeOffset At, OperationTicket? Ticket)
{
    public const string Folder = "remediation/acts/";

    public static string NameOf(string id) => Ids.Long(Folder, id);
}
