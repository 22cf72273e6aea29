using System.Globalization;
using CsCheck;
using OpsFunctions.Orchestrations.Evidence;
using Xunit;

namespace OpsFunctions.Tests.Evidence;

/// <summary>What a check finds: every way to change a chain, its manifests, or what stands beside them.</summary>
public class ChainTests
{
    private const string First = "rightsizing/2026/06/rightsizing-20260601.jsonl";
    private const string Second = "rightsizing/2026/06/rightsizing-20260608.jsonl";
    private const string FirstDay = "manifest/2026/06/01.jsonl";
    private const string SecondDay = "manifest/2026/06/08.jsonl";
    private static readonly DateTimeOffset Day = new(2026, 6, 1, 6, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task An_untouched_evidence_is_whole()
    {
        var verdicts = await CheckAsync(Whole());

        Assert.Equal([FirstDay, SecondDay, First, Second], verdicts.Select(verdict => verdict.Chain));
        Assert.All(verdicts, verdict => Assert.Null(verdict.Problem));
        Assert.Equal(FirstDay, verdicts[2].Manifest);
    }

    public static TheoryData<string, Action<Files>, string, string> Changes => new()
    {
        { "altered", files => files[First][2] = files[First][2].Replace(
            "Keep", "Resize", StringComparison.Ordinal), First, "record 3 was altered" },
        { "altered with its own hash", files => files[First][2] = Rewritten(files[First], 2), First, "record 4 does not follow" },
        { "missing", files => files[First].RemoveAt(2), First, "record 4 stands where 3 should be" },
        { "reordered", files => (files[First][1], files[First][2]) = (files[First][2], files[First][1]), First,
            "record 3 stands where 2 should be" },
        { "inserted", files => files[First].Insert(2, files[First][1]), First, "record 2 stands where 3 should be" },
        { "white space added", files => files[First][2] = files[First][2] + " ", First, "is not written as records are" },
        { "no JSON", files => files[First][2] = "{", First, "record 3 is no record" },
        { "tail cut off", files => files[First].RemoveAt(
            4), First, "its tail is cut off: 4 records, its manifest manifest/2026/06/01.jsonl knows 5" },
        { "written anew", files => files[First] = Chain(First, "other"), First, "record 5 is not the one" },
        { "run missing", files => files.Remove(First), First, "the whole run is missing" },
        { "under another name", files => files[First] = files[Second], First, "record 1 does not follow" },
        { "manifest altered", files => files[FirstDay][1] = files[FirstDay][1].Replace(
            "\"5\"", "\"4\"", StringComparison.Ordinal), FirstDay, "record 2 was altered" },
        { "manifest's tail cut off", files => files[FirstDay].RemoveAt(1), SecondDay, "its tail is cut off" },
        { "manifest missing", files => files.Remove(FirstDay), SecondDay, "the manifest before it, manifest/2026/06/01.jsonl, is missing" },
        { "last manifest missing", files => files.Remove(SecondDay), Second, "no manifest names it" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Every_change_is_found_where_it_is(string change, Action<Files> apply, string where, string problem)
    {
        var files = Whole();
        apply(files);

        var found = Assert.Single(await CheckAsync(files), verdict => verdict.Chain == where);

        Assert.True(found.Problem?.Contains(problem, StringComparison.Ordinal), $"{change}: {found.Problem}");
    }

    [Fact]
    public async Task A_run_still_under_way_is_open_and_not_broken()
    {
        var files = Whole();
        const string now = "rightsizing/2026/06/rightsizing-20260609.jsonl";
        files[now] = Linked(
            now, [Entry(AuditEntry.RunStart, "now") with { At = Day.AddDays(8) }, Entry("advise", "now") with { At = Day.AddDays(8) }]);

        var open = (await CheckAsync(files))[^1];

        Assert.False(open.IsClosed);
        Assert.Null(open.Problem);
    }

    [Fact]
    public void No_single_letter_can_be_changed_unnoticed() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 10_000], Gen.Char).Sample((line, at, letter) =>
    {
        var chain = Chain(First, "a");
        at %= chain[line].Length;
        if (chain[line][at] == letter)
            return;
        chain[line] = chain[line][..at] + letter + chain[line][(at + 1)..];
        var check = new ChainCheck(First);
        foreach (var one in chain)
            check.Add(one);
        Assert.NotNull(check.Problem);
    }, iter: GeneratedCases.Of(100_000));

    [Fact]
    public void Any_text_comes_back_as_it_was_written() => Gen.String.Sample(text =>
    {
        var record = AuditLine.Link(Entry("x", text) with
        {
            After = new Dictionary<string, string>(StringComparer.Ordinal) { [text] = text }
        }, 1, "p");

        Assert.Equal(AuditLine.Write(record), AuditLine.Write(AuditLine.Read(AuditLine.Write(record))));
        Assert.DoesNotContain('\n', AuditLine.Write(record));
    }, iter: GeneratedCases.Of(100_000));

    private static async Task<List<ChainVerdict>> CheckAsync(Files files) => await EvidenceCheck.AllAsync(files, default).ToListAsync();

    private static Files Whole()
    {
        var files = new Files { [First] = Chain(First, "a"), [Second] = Chain(Second, "b") };
        files[FirstDay] = Linked(
            FirstDay, [new(Day, "evidence", DailyManifest.DayStart, "", "", "the first manifest"), Named(First, files)]);
        // A manifest holds records of its own day only.
        var week = Day.AddDays(7);
        files[SecondDay] = Linked(SecondDay,
        [
            new(week, "evidence", DailyManifest.DayStart, FirstDay, HashOf(files[FirstDay]), "2"),
            Named(Second, files) with { At = week },
        ]);
        return files;
    }

    private static AuditEntry Named(string chain, Files files) =>
        new(Day, "evidence", DailyManifest.RunClosed, chain, HashOf(files[chain]), files[chain].Count.ToString(
            CultureInfo.InvariantCulture));

    private static List<string> Chain(string name, string reason) => Linked(name,
    [
        Entry(AuditEntry.RunStart, reason), Entry("advise", reason), Entry("advise", reason), Entry("advise", reason),
        Entry(AuditEntry.RunEnd, reason),
    ]);

    private static AuditEntry Entry(string action, string reason) => new(Day, "tests", action, "/machine", "Keep", reason);

    private static List<string> Linked(string name, IEnumerable<AuditEntry> entries)
    {
        var (lines, previous) = (new List<string>(), AuditLine.Genesis(name));
        foreach (var entry in entries)
        {
            var record = AuditLine.Link(entry, lines.Count + 1, previous);
            lines.Add(AuditLine.Write(record));
            previous = record.Hash;
        }
        return lines;
    }

    private static string Rewritten(List<string> chain, int at)
    {
        var record = AuditLine.Read(chain[at]);
        return AuditLine.Write(AuditLine.Link(record.Entry with { Decision = "Resize" }, record.Sequence, record.Previous));
    }

    private static string HashOf(List<string> chain) => AuditLine.Read(chain[^1]).Hash;

    /// <summary>Evidence in memory.</summary>
    public sealed class Files : SortedDictionary<string, List<string>>, IEvidenceFiles
    {
        public Files() : base(StringComparer.Ordinal)
        {
        }

        public IAsyncEnumerable<string> NamesAsync(string prefix, CancellationToken ct) =>
            Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).ToAsyncEnumerable();

        public IAsyncEnumerable<string> ReadAsync(string chain, CancellationToken ct) => this[chain].ToAsyncEnumerable();
    }
}
