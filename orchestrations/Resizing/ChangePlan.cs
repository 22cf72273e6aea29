using System.Globalization;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Resizing;

/// <summary>What is to be done to a machine.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter<PlannedAction>))]
public enum PlannedAction
{
    Resize,
    Shutdown,
}

/// <summary>A size to change to.</summary>
/// <param name="PricePerHour">For this machine, USD, as advised.</param>
/// <param name="MonthlySaving">USD a month as advised; below zero where it costs more.</param>
/// <param name="CanBeReserved">Azure offers on-demand capacity reservations of it.</param>
public sealed record PlannedSize(string Name, double PricePerHour, double MonthlySaving, bool CanBeReserved)
{
    /// <summary>vCPUs for each of the present size; 0: not known, and it is not looked at after its watch.</summary>
    [MayBeMissing]
    public double CpuRatio { get; init; }

    /// <summary>Memory for each GiB of the present size; 0: not known.</summary>
    [MayBeMissing]
    public double MemoryRatio { get; init; }

    /// <summary>Cheaper than the present size: where it turns out too small weeks later, it is taken back.</summary>
    internal bool IsWatchedLater => MonthlySaving > 0 && CpuRatio > 0 && MemoryRatio > 0;
}

/// <summary>One change, as planned by a run; its hash binds what is approved.</summary>
/// <param name="RunId">The run whose advice it carries out.</param>
/// <param name="RequestedBy">Who started the run: not the one who may approve.</param>
/// <param name="Targets">Sizes to try, best first; empty for a shutdown.</param>
/// <param name="Mode">Approve or Apply.</param>
/// <param name="ValidUntil">Then the next run decides anew.</param>
public sealed record ChangePlan(
    string RunId, string RequestedBy, PlannedAction Action, string MachineId, string Name, string Subscription, string Region, string Size,
    double PricePerHour, IReadOnlyList<PlannedSize> Targets, Mode Mode, DateTimeOffset PlannedAt, DateTimeOffset ValidUntil)
{
    /// <summary>What people are asked about, whichever run asks: a machine has one change to answer at a time.</summary>
    public string Topic() => $"change {MachineId}";

    /// <summary>Who changes it.</summary>
    public required string Capability { get; init; }

    /// <summary>Why it is advised.</summary>
    public string Reason { get; init; } = "";

    public double MonthlySaving { get; init; }

    /// <summary>Why nobody may do it unasked; empty where that is allowed.</summary>
    public IReadOnlyList<string> NeedsApproval { get; init; } = [];

    /// <summary>Zone of the machine; null: regional.</summary>
    public string? Zone { get; init; }

    public bool IsProduction { get; init; } = true;

    public string? Environment { get; init; }

    /// <summary>Whom to tell; null: not on record.</summary>
    public string? Owner { get; init; }

    public bool IsWindows { get; init; }

    public bool PaysWindows { get; init; }

    /// <summary>IANA name.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Name of its window; null: the standard one.</summary>
    public string? Window { get; init; }

    /// <summary>Tags that steer the suite, as <c>name=value</c> in order: where they differ later, the plan is dropped.</summary>
    public IReadOnlyList<string> OpsTags { get; init; } = [];

    /// <summary>Other machines with the same <c>ops:group</c>, by id.</summary>
    public IReadOnlyList<string> GroupMembers { get; init; } = [];

    /// <summary>Name of that group; null: none.</summary>
    public string? Group { get; init; }

    /// <summary>Other machines of the group or pool that must run while this one does not (<c>ops:min-healthy</c>).</summary>
    public int MinHealthy { get; init; } = 1;

    /// <summary>What is asked of the machine to see that it works; null: nothing.</summary>
    public Probe? Probe { get; init; }

    public bool IsInAvailabilitySet { get; init; }

    /// <summary>It was stopped and not deallocated when it was planned.</summary>
    [MayBeMissing]
    public bool IsStopped { get; init; }

    /// <summary>Azure offers on-demand capacity reservations of its present size, to which it would be taken back.</summary>
    public bool SizeCanBeReserved { get; init; }

    /// <summary>The settings it is carried out with, as they were when it was planned.</summary>
    public PlanSettings Settings { get; init; } = new(48, 20, 72, 7, TakesSnapshot: false, RollbackAnyTime: false);

    public int FleetSize { get; init; }

    public int SubscriptionSize { get; init; }

    /// <summary>SHA-256 of what would be done, in hexadecimal; what else is in the plan does not change that.</summary>
    public string Hash()
    {
        var targets = Targets.Select(target => string.Create(CultureInfo.InvariantCulture, $"{target.Name} {target.PricePerHour:R}"));
        var until = ValidUntil.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        return Ids.Key(string.Join('\n', [Action.ToString(), MachineId.ToLowerInvariant(), Size, .. targets, .. OpsTags, until]));
    }
}

/// <summary>Settings of a plan; see <see cref="ChangeOptions"/> and the guard's.</summary>
public sealed record PlanSettings(
    int WatchHours, int VerifyMinutes, int ApprovalHours, int OptOutDays, bool TakesSnapshot, bool RollbackAnyTime)
{
    /// <summary>The machine is looked at from inside before and after.</summary>
    public bool AsksInside { get; init; } = true;
}

/// <summary>An HTTP GET from the machine to itself.</summary>
/// <param name="Port">1 to 65535.</param>
/// <param name="Path">Begins with a slash; letters, digits and <c>/_.-</c>.</param>
public sealed record Probe(int Port, string Path);

/// <summary>Where a plan stands: the run's list and its place in it.</summary>
public sealed record PlanRef(string Capability, string RunId, int Number);

/// <summary>What a run plans and what it leaves, with the reason; a document of the state.</summary>
[StateDocument(
    "*/plans/*",
    Loss = "changes of its run that have not begun are not made",
    Damage = "changes of its run that have not begun are not made",
    Mend = "delete it; the next run plans anew")]
public sealed record ChangePlans(IReadOnlyList<ChangePlan> Plans, IReadOnlyList<NotPlanned> Left)
{
    public static string NameOf(string capability, string runId) => $"{capability}/plans/{runId}";

    /// <exception cref="RefusedException">They are gone.</exception>
    internal static async Task<ChangePlans> ReadAsync(StateStore state, string capability, string runId, CancellationToken ct) =>
        (await state.FindAsync<ChangePlans>(NameOf(capability, runId), ct))?.Value
            ?? throw new RefusedException("PlansGone", $"the plans of {runId} are gone");
}

/// <summary>An advice that is not carried out.</summary>
/// <param name="Patch">What to change in the code the machine is made from; null unless it is managed by code.</param>
public sealed record NotPlanned(string MachineId, string Name, string From, string? To, double MonthlySaving, string Reason, string? Patch);
