using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Rightsizing.Needs;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Rightsizing.Advising;

/// <summary>
/// Which size a machine should have. Pure: what was seen, what is offered and the settings give the advice.
/// A size must carry the highest figures of the look-back, with what rises for sure and what the wished-for certainty adds. Unused:
/// nothing happens but upkeep. Idle: works little (Azure Advisor's rule for CPU), and no smaller size would do; or does nothing of what
/// its size was chosen for.
/// </summary>
public static class RightsizingPolicy
{
    private const double HoursPerMonth = 730;

    // AWS Compute Optimizer asks for 30 hours of figures; fewer say nothing, however many days they lie apart.
    private const int LeastGrains = 60;

    private const int MostAlternatives = 3;

    // Above this share of grains at the limit the load is cut off by the size, and its true height is unknown.
    private const double CutOffShare = 0.005;

    /// <param name="machine">The machine as the inventory knows it.</param>
    /// <param name="tags">What its tags say.</param>
    /// <param name="demand">What it needed over the look-back; null where its metrics could not be read.</param>
    /// <param name="offer">What its region offers to its subscription.</param>
    /// <param name="now">The moment of the run.</param>
    public static Advice Advise(Machine machine, OpsTags tags, Demand? demand, Offer offer, RightsizingOptions options, DateTimeOffset now)
    {
        var advice = Of(machine, tags, demand, offer, options, now);
        if (demand is null || demand == demand.WithBefore())
            return advice;
        var alone = Of(machine, tags, demand with { Before = null }, offer, options, now);
        return advice with { Notes = [.. EarlierNote.Of(demand, advice, alone), .. advice.Notes] };
    }

    private static Advice Of(Machine machine, OpsTags tags, Demand? demand, Offer offer, RightsizingOptions options, DateTimeOffset now)
    {
        if (NotAssessed(machine, tags, demand, offer, options) is { } left)
            return left;
        var size = offer.Find(machine.Size)!;
        var present = new Present(machine, size, Price(machine, size)!.Value, demand!);
        return Unsized(present, tags, offer, options) ?? Sized(present, tags, offer, options, now);
    }

    // Null where enough is known of it, and its owner wants it assessed.
    private static Advice? NotAssessed(Machine machine, OpsTags tags, Demand? demand, Offer offer, RightsizingOptions options)
    {
        if (tags.Rightsizing == Mode.Off)
            return Advice.Keep("rightsizing is off for this machine");
        if (offer.Problem is not null)
            return Advice.Unknown(offer.Problem);
        if (offer.Find(machine.Size) is not { } size)
            return Advice.Unknown($"{machine.Size} is not among the sizes of {machine.Region}");
        if (demand is null)
            return Advice.Unknown("the metrics answer did not hold its CPU");
        if (!Usage.IsStopped(machine, demand) && NotEnough(demand, options) is { } tooLittle)
            return Advice.Unknown(tooLittle);
        if (Usage.IsOff(machine, demand))
            return Advice.Keep(Invariant($"it has been off for {demand.OffDays:0} days; a size saves nothing"));
        return Price(machine, size) is null ? Advice.Unknown(NoPrice(machine, size, offer)) : null;
    }

    // Null where a size is to be looked for.
    private static Advice? Unsized(Present present, OpsTags tags, Offer offer, RightsizingOptions options)
    {
        var (machine, size, demand) = (present.Machine, present.Size, present.Demand);
        if (Usage.IsStopped(machine, demand))
            return PaidForNothing(present, options);
        if (tags.Floor is { } floor && offer.Find(floor) is null)
            return Advice.Keep("its floor is not known") with
            {
                Problems = [$"ops:floor={Words.OneLine(floor)} is no size that {machine.Region} offers; taken as: keep the size"],
            };
        var known = demand.WithBefore();
        return Usage.IsUnused(known, size) ? Advice.Unused(present.MonthlyCost, Usage.UnusedWords(known, size)) : null;
    }

    private static Advice Sized(Present present, OpsTags tags, Offer offer, RightsizingOptions options, DateTimeOffset now)
    {
        var (machine, size, demand) = (present.Machine, present.Size, present.Demand);
        var floor = tags.Floor is { } floorName ? offer.Find(floorName) : null;
        var lack = new Lack(
            demand.CpuCutOffShare > CutOffShare, demand.CreditsGoneShare > CutOffShare, demand.MemoryFullShare > CutOffShare);
        var seen = Need.Of(demand.WithBefore(), tags.IsProduction, options);
        // A dearer size is for what goes on now; what went on before it must carry as far as the present one does.
        var need = lack == Lack.None ? seen : Need.Of(demand, tags.IsProduction, options).AtLeast(seen.AtMost(size));
        var asked = lack.Asked(need, size);
        Selection Fitting(Need sought) => Selection.Of(offer.Sizes
            .Where(target => !IsSame(target, size))
            .Select(target => new Candidate(machine, size, target, sought, lack, floor, options, DateOnly.FromDateTime(now.UtcDateTime))
            {
                Quotas = offer.Quotas,
            }));
        var selection = Fitting(asked);
        // A little more memory than it has is better than none.
        if (lack.Memory && selection.Fits.Count == 0)
            selection = Fitting(asked with { MemoryGiB = need.MemoryGiB, MemoryFitPercent = 100 });
        var advice = lack != Lack.None ? Enlarge(present, need, selection, lack) : Shrink(present, need, selection, options);
        // Who has set a floor has said how little will do.
        if (floor is null && advice is { Kind: AdviceKind.Resize, MonthlySaving: > 0 } && Usage.IsDormant(demand, size))
            return Doubting(advice, demand, size) with { CheaperExcluded = selection.Cheaper(present.PricePerHour) };
        return Usage.IsIdle(demand, size) ? Asking(advice, demand, size) : advice;
    }

    /// <summary>What the machine costs at present, USD a month; 0 where size, price or running time is unknown.</summary>
    public static double MonthlyCost(Assessment assessment) =>
        assessment is { Machine: var machine, Size: { } size, Demand: { } demand } && Price(machine, size) is { } price
            ? new Present(machine, size, price, demand).MonthlyCost
            : 0;

    private static string NoPrice(Machine machine, Size size, Offer offer) =>
        offer.PriceDoubts.FirstOrDefault(doubt => string.Equals(doubt.Size, size.Name, StringComparison.OrdinalIgnoreCase)) is { } doubt
            ? $"the price of {size.Name} in {machine.Region} is not known: the price list says {doubt.Words}"
            : $"no {(machine.IsSpot ? "spot price" : "price")} of {size.Name} in {machine.Region}";

    /// <summary>
    /// Whether its figures say what it may need. One that was stopped has its advice also without: for what it costs, not for what it did.
    /// </summary>
    internal static bool IsKnown(Assessment one, RightsizingOptions options) =>
        one.Advice.Kind != AdviceKind.Unknown
        && !(one.Machine.IsStopped && one.Demand is { } demand && NotEnough(demand, options) is not null);

    private static string? NotEnough(Demand demand, RightsizingOptions options)
    {
        if (demand.RunningGrains == 0)
            return $"it did not run in the last {options.LookBackDays} days, or its metrics are missing";
        if (demand.ObservedDays < options.MinimumDays)
            return $"{demand.ObservedDays} of at least {options.MinimumDays} days observed";
        if (demand.ObservedGrains < LeastGrains)
            return Invariant($"{demand.ObservedGrains / 2d:0.#} of at least {LeastGrains / 2} hours observed");
        var coverage = 100d * demand.ObservedGrains / demand.RunningGrains;
        return coverage < options.MinimumCoveragePercent
            ? Invariant($"only {coverage:0} % of its running time observed, {options.MinimumCoveragePercent} % are needed")
            : null;
    }

    // Without a figure of it nobody knows since when, nor whether its figures can be read at all.
    private static Advice PaidForNothing(Present present, RightsizingOptions options) => present.Demand.RunningGrains > 0
        ? Advice.Unused(present.MonthlyCost, Usage.StoppedWords(present.Demand))
        : Advice.Idle(Invariant(
            $"stopped but not deallocated, paid for as if it ran, and without a figure in {options.LookBackDays} days; ask its owner whether it is needed: deallocated, it would save {present.MonthlyCost:0.00} USD a month"));

    // What it waits for only its owner knows; a size for what it does meanwhile says nothing of that.
    private static Advice Doubting(Advice advice, Demand demand, Size size)
    {
        var answer = Invariant(
            $"for all that was seen of it, up to {demand.WithBefore().CpuHighestVcpus:0.##} vCPU, {advice.Target} would do and save {advice.MonthlySaving:0.00} USD a month; the tag ops:floor={advice.Target} accepts it");
        return Advice.Idle($"{Usage.DormantWords(demand, size)}; ask its owner what it is kept for; {answer}") with
        {
            Notes = advice.Notes,
        };
    }

    // Whether little work is worth its price only its owner knows.
    private static Advice Asking(Advice advice, Demand demand, Size size)
    {
        var question = $"{Usage.IdleWords(demand, size)}; ask its owner whether it is needed";
        return advice.Kind == AdviceKind.Keep
            ? Advice.Idle($"{question}; {advice.Reason}") with { Notes = advice.Notes, CheaperExcluded = advice.CheaperExcluded }
            : advice with { Notes = [.. advice.Notes, question] };
    }

    private static Advice Enlarge(Present present, Need need, Selection selection, Lack lack) => selection.Fits.Count == 0
        ? Advice.Keep($"{lack.Words}, but {present.Machine.Region} offers no larger one that fits: {need.Beside(present.Size)}") with
        {
            CheaperExcluded = selection.Cheaper(present.PricePerHour),
        }
        : Resize(
            present, need, selection, selection.Fits,
            $"{lack.Words}: {need.Beside(present.Size)}, {Fullness(need, selection.Fits[0].Size)}");

    private static Advice Shrink(Present present, Need need, Selection selection, RightsizingOptions options)
    {
        var size = present.Size;
        // At one price the newer or larger size is no saving, and a restart for nothing.
        var cheaper = selection.Fits.Where(fit => fit.PricePerHour < present.PricePerHour).ToList();
        var saving = cheaper.Count == 0 ? 0 : present.Saving(cheaper[0]);
        var worth = cheaper.Where(fit => IsWorth(present, present.Saving(fit), options)).ToList();
        if (worth.Count > 0)
            return Resize(present, need, selection, worth, $"{need.Beside(size)}: {Fullness(need, worth[0].Size)}");
        var reason = saving > 0
            ? Invariant($"{cheaper[0].Size.Name} would save only {saving:0.00} USD a month")
            : IsFuller(need, size)
                ? $"fuller than a new size may be, but not cut off: {need.Beside(size)}, {need.On(size)}"
                : $"nothing cheaper fits: {need.Beside(size)}, {need.On(size)}";
        return Advice.Keep(reason) with { CheaperExcluded = selection.Cheaper(present.PricePerHour) };
    }

    private static bool IsFuller(Need need, Size size) => need.LacksCpuOn(size) || need.LacksMemoryOn(size);

    // What is fuller than a new size may be fits since it is no smaller than the present one.
    private static string Fullness(Need need, Size target) =>
        need.On(target) + (IsFuller(need, target) ? ", which is no less than it has" : "");

    private static bool IsWorth(Present present, double saving, RightsizingOptions options) =>
        saving > 0 && saving >= options.MinimumSavingUsd && saving >= present.MonthlyCost * options.MinimumSavingPercent / 100;

    private static Advice Resize(Present present, Need need, Selection selection, IReadOnlyList<Fit> ranked, string reason)
    {
        var best = ranked[0];
        return Advice.Resize(best.Size.Name, present.Saving(best), reason) with
        {
            Risk = RiskScale.Of(need, best.Size),
            Differences = best.Differences,
            Alternatives =
            [
                .. ranked.Skip(1).Take(MostAlternatives)
                    .Select(fit => new Alternative(fit.Size.Name, present.Saving(fit), RiskScale.Of(need, fit.Size), fit.Differences)),
            ],
            CheaperExcluded = selection.Cheaper(best.PricePerHour),
        };
    }

    // The machine as it is: what it runs on, costs and needs.
    private sealed record Present(Machine Machine, Size Size, double PricePerHour, Demand Demand)
    {
        public double MonthlyCost => Monthly(PricePerHour);

        public double Saving(Fit fit) => Monthly(PricePerHour - fit.PricePerHour);

        // What is stopped and not deallocated is paid for as if it ran.
        private double Monthly(double perHour) =>
            Math.Round(perHour * HoursPerMonth * (Usage.IsStopped(Machine, Demand) ? 1 : Demand.RunningShare), 2);
    }

    private static bool IsSame(Size a, Size b) => string.Equals(a.Name, b.Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Price of a size for this machine, USD an hour: pay-as-you-go, or spot for a spot machine; null where none is published.
    /// </summary>
    internal static double? Price(Machine machine, Size size)
    {
        var paysWindows = PaysWindows(machine);
        return machine.IsSpot
            ? paysWindows ? size.WindowsSpotPerHour : size.LinuxSpotPerHour
            : paysWindows ? size.WindowsPerHour : size.LinuxPerHour;
    }

    // Azure Hybrid Benefit; «None» is what stays after giving it up.
    internal static bool PaysWindows(Machine machine) => machine.IsWindows && !IsWindowsLicence(machine.LicenseType);

    private static bool IsWindowsLicence(string? licence) =>
        string.Equals(licence, "Windows_Server", StringComparison.OrdinalIgnoreCase)
            || string.Equals(licence, "Windows_Client", StringComparison.OrdinalIgnoreCase);
}
