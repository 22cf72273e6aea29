using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.Rightsizing.Load;
using OpsFunctions.Orchestrations.Rightsizing.Needs;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Rightsizing.Advising;

/// <summary>Lets the policy decide, and puts to its advice what is known from elsewhere: clusters, earlier changes, earlier runs.</summary>
public sealed class Assessor(ClusterReader clusters, LedgerStore ledger, TargetMemory targets, RightsizingOptions options)
{
    private const int MostNamed = 3;

    /// <param name="demand">What it needed; null where that is unknown.</param>
    /// <param name="unread">Why its figures could not be read; null where they could.</param>
    internal Assessment Assess(Machine machine, Demand? demand, Offer offer, string? unread, DateTimeOffset now)
    {
        var tags = OpsTags.Read(machine.Tags, options.Mode);
        var isUnread = demand is null && unread is not null && tags.Rightsizing != Mode.Off;
        var advice = isUnread ? Advice.Unknown(unread!) : RightsizingPolicy.Advise(machine, tags, demand, offer, options, now);
        var target = advice.Target is null ? null : offer.Find(advice.Target);
        return new(machine, tags, offer.Find(machine.Size), target, demand, advice, isUnread ? unread : null);
    }

    /// <summary>The same machine, with what its companions needed counted as its own; what it needed itself stays in the report.</summary>
    /// <returns>The same assessment where they change nothing.</returns>
    internal Assessment AssessAmong(Assessment one, IReadOnlyList<CompanionGroup> groups, Offer offer, DateTimeOffset now)
    {
        if (one.Demand is not { } own)
            return one;
        var needed = Companions.Needed(own, groups);
        var among = needed == own ? one : Assess(one.Machine, needed, offer, null, now) with { Demand = own };
        // One that is paid for and does not run is not sized at all.
        if (!Usage.IsStopped(one.Machine, own) && More(own, needed) is { } note)
            among = among with { Advice = among.Advice with { Notes = [note, .. among.Advice.Notes] } };
        var unknown = groups.SelectMany(group => group.Unassessed)
            .Where(id => !string.Equals(id, one.Machine.Id, StringComparison.OrdinalIgnoreCase))
            .Select(ArmId.NameOf).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal).ToList();
        if (unknown.Count == 0)
            return among;
        var names = string.Join(", ", unknown.Take(MostNamed)) + (unknown.Count > MostNamed ? ", ..." : "");
        return Withheld(among, $"too little is known of {names}, whose work it may have to do");
    }

    /// <summary>The same without what would make the machine smaller or end it.</summary>
    internal static Assessment Withheld(Assessment one, string reason)
    {
        // A question changes nothing, but may name a smaller size. The note is there once, however often an activity runs.
        if (one.Advice.Kind == AdviceKind.Idle)
        {
            var notes = one.Advice.Notes.Union([$"{reason}: no smaller size, also with ops:floor"], StringComparer.Ordinal);
            return one with { Advice = one.Advice with { Notes = [.. notes] } };
        }
        if (one.Advice is not ({ Kind: AdviceKind.Unused } or { Kind: AdviceKind.Resize, MonthlySaving: > 0 }))
            return one;
        var kept = Advice.Keep($"{reason}: no smaller size. Alone: {one.Advice.Reason}") with { Notes = one.Advice.Notes };
        return one with { Advice = kept, Target = null };
    }

    // Null where they needed no more of what a reader sees.
    private static string? More(Demand ownNow, Demand neededNow)
    {
        var (own, needed) = (ownNow.WithBefore(), neededNow.WithBefore());
        var more = new List<string>();
        if (needed.CpuHighestVcpus > own.CpuHighestVcpus)
            more.Add(Invariant($"up to {needed.CpuHighestVcpus:0.##} vCPU"));
        else if (needed.CpuWeekVcpus > own.CpuWeekVcpus || needed.CpuSustainedVcpus > own.CpuSustainedVcpus)
            more.Add("CPU for longer");
        if (needed.MemoryPeakGiB > own.MemoryPeakGiB)
            more.Add(Invariant($"up to {needed.MemoryPeakGiB:0.#} GiB"));
        if (needed.MemoryPeakGiB is null && own.MemoryPeakGiB is not null)
            more.Add("memory that nobody measured");
        return more.Count == 0 ? null : $"others of its group and size needed more, and it is sized for that: {string.Join(", ", more)}";
    }

    /// <summary>The assessments of some machines of one subscription and region, with marks, pins and how often each target came.</summary>
    internal async Task<List<Assessment>> CompletedAsync(
        List<Assessment> assessments, Offer offer, TargetHistory known, DateTimeOffset asOf, CancellationToken ct)
    {
        var (subscription, region) = (assessments[0].Machine.Subscription, assessments[0].Machine.Region);
        var marked = await MarkedAsync(assessments, offer, ct);
        var changed = await ledger.ReadAsync(subscription, region, ct);
        DateTimeOffset? LastRan(Assessment one) =>
            one.Demand is { RunningGrains: > 0 } demand ? asOf - TimeSpan.FromDays(demand.OffDays) : null;
        string? Pinned(Assessment one) => Changes.Savings.Pinned(changed, one.Machine, LastRan(one), asOf, options.Changes.PinDays);
        var free = marked.ConvertAll(one => Pinned(one) is { } pinned ? one with { Advice = Advice.Keep(pinned), Target = null } : one);
        return targets.Counted(known, asOf, free);
    }

    private async Task<List<Assessment>> MarkedAsync(List<Assessment> assessments, Offer offer, CancellationToken ct)
    {
        // Where nothing is carried out, a call an availability set would only cost calls.
        var asked = assessments.Where(one => one.Advice.Kind == AdviceKind.Resize && one.Tags.Rightsizing >= Mode.Approve)
            .Select(one => one.Machine.Hardware.AvailabilitySet).OfType<string>();
        var answers = await clusters.OfSetsAsync(asked, ct);
        return
        [
            .. assessments.Select(one => one with
            {
                Advice = one.Advice with
                {
                    // One that is assessed among its companions comes a second time.
                    Notes = [.. one.Advice.Notes.Union(AdviceNotes.Of(one.Machine, one.Advice, offer), StringComparer.Ordinal)],
                    NotToBeApplied = NotToBeApplied.Of(
                        one.Machine, one.Advice, answers.GetValueOrDefault(one.Machine.Hardware.AvailabilitySet ?? "")),
                },
            }),
        ];
    }
}
