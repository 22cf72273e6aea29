using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Rightsizing.Advising;

namespace OpsFunctions.Orchestrations.Rightsizing.Report;

/// <summary>
/// Collects what could not be read. It stays small whatever the fleet: equal reasons are one, and only so many are listed.
/// </summary>
internal sealed class ReportProblems
{
    /// <summary>Further places of one problem that are listed.</summary>
    public const int MostPlaces = 9;

    // Of each kind, so that a thousand odd tags do not hide a region without prices.
    internal const int MostOfAKind = 100;

    private readonly Kind _run = new();
    private readonly Kind _rows = new();
    private readonly Kind _unread = new();
    private readonly Kind _machines = new();

    /// <summary>
    /// What is listed: problems of the run itself, rows of the inventory, machines without advice by reason, settings of machines; each
    /// in the order of the report.
    /// </summary>
    public IReadOnlyList<ReportProblem> Listed =>
    [
        .. _run.Found,
        .. _rows.Found,
        .. _unread.Found.Select(one => one with
        {
            What = one.Count == 1 ? $"no advice for a machine: {one.What}" : $"no advice for {one.Count} machines: {one.What}"
        }),
        .. _machines.Found,
    ];

    /// <summary>Places of problems that are not listed, since there were too many different ones.</summary>
    public int NotListed => _run.NotListed + _rows.NotListed + _unread.NotListed + _machines.NotListed;

    public void Add(ReportProblem ofRun) => _run.Add("", ofRun.Where, ofRun.What);

    public void Add(UnreadableMachine row) => _rows.Add("", row.Id, $"a row of the inventory could not be read: {row.Reason}");

    public void AddForgotten(MachineGroup group, string reason) =>
        _machines.Add(
            "", $"{group.Region} of subscription {group.Subscription}",
            $"the next run will not count on from this one's targets: {reason}");

    public void Add(MachineGroup group, Assessment assessment)
    {
        // By region: what could not be read is mostly a region's sizes, prices or metrics.
        if (assessment.Unread is { } reason)
            _unread.Add(
                $"{group.Region}/{group.Subscription}", $"{group.Region} of subscription {group.Subscription}", reason, isOnePlace: true);
        foreach (var problem in assessment.Tags.Problems.Concat(assessment.Advice.Problems))
            _machines.Add("", assessment.Machine.Id, problem);
    }

    private sealed class Kind
    {
        private readonly Dictionary<(string Scope, string What), int> _at = [];
        private readonly List<(string Where, string What, int Count, List<string> AlsoAt)> _found = [];

        public int NotListed { get; private set; }

        public IEnumerable<ReportProblem> Found => _found.Select(one => new ReportProblem(one.Where, one.What, one.Count, one.AlsoAt));

        public void Add(string scope, string where, string what, bool isOnePlace = false)
        {
            if (_at.TryGetValue((scope, what), out var at))
            {
                var known = _found[at];
                if (!isOnePlace && known.AlsoAt.Count < MostPlaces)
                    known.AlsoAt.Add(where);
                _found[at] = (known.Where, known.What, known.Count + 1, known.AlsoAt);
            }
            else if (_found.Count < MostOfAKind)
            {
                _at.Add((scope, what), _found.Count);
                _found.Add((where, what, 1, []));
            }
            else
            {
                NotListed++;
            }
        }
    }
}
