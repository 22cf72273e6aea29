using System.IO.Compression;
using System.Text;
using OpsFunctions.Local.Cli.Commands;
using OpsFunctions.Orchestrations.Evidence;
using Xunit;
using static OpsFunctions.Tests.Evidence.EvidenceCopy;

namespace OpsFunctions.Tests.Evidence;

/// <summary>
/// What is said of evidence that was tampered with: without anything from outside, and with the reports and the heads that were kept.
/// Null: nothing is found. What a line of the table cannot find alone, it finds with an anchor.
/// </summary>
public class TamperingTests
{
    private static readonly DateTimeOffset LastMorning = new(2026, 6, 9, 7, 5, 0, TimeSpan.Zero);

    /// <summary>Name, tampering, words without an anchor, words with one (null: the same).</summary>
    private static readonly (string Name, Action<EvidenceCopy> Tamper, string? Alone, string? Anchored)[] Table =
    [
        // A record.
        ("a decision altered", copy => Replace(copy, First, 1, "Keep", "Resize"), "record 2 was altered", null),
        ("a reason altered", copy => Replace(copy, First, 1, "it fits", "it fits not"), "record 2 was altered", null),
        ("a target altered", copy => Replace(copy, First, 2, "/vm-2", "/vm-9"), "record 3 was altered", null),
        (
            "an actor altered", copy => Replace(copy, First, 1, "\"actor\":\"rightsizing\"", "\"actor\":\"somebody\""),
            "record 2 was altered", null),
        ("a moment altered", copy => Replace(copy, First, 1, "2026-06-01T06", "2026-06-01T07"), "record 2 was altered", null),
        ("a value in after altered", copy => Replace(copy, First, 1, "D4s", "D8s"), "record 2 was altered", null),
        (
            "a number altered", copy => Replace(copy, First, 1, "\"sequence\":2", "\"sequence\":9"),
            "record 9 stands where 2 should be", null),
        ("a hash altered", copy => Replace(copy, First, 1, "\"hash\":\"", "\"hash\":\"0"), "record 2 was altered", null),
        (
            "a previous hash altered", copy => Replace(copy, First, 1, "\"previous\":\"", "\"previous\":\"0"),
            "record 2 does not follow", null),
        (
            "altered, with a hash of its own", copy => copy.Lines[First][1] = Relinked(copy.Lines[First][1]),
            "record 3 does not follow", null),
        ("a record removed", copy => copy.Lines[First].RemoveAt(2), "record 4 stands where 3 should be", null),
        ("the first record removed", copy => copy.Lines[First].RemoveAt(0), "record 2 stands where 1 should be", null),
        ("two records exchanged", copy => Exchange(copy.Lines[First], 1, 2), "record 3 stands where 2 should be", null),
        ("a record doubled", copy => copy.Lines[First].Insert(2, copy.Lines[First][1]), "record 2 stands where 3 should be", null),
        ("a record of another run put in", copy => copy.Lines[First][2] = copy.Lines[Second][2], "record 3 does not follow", null),
        ("white space added", copy => copy.Lines[First][1] += " ", "record 2 is not written as records are", null),
        (
            "a property added", copy => Replace(copy, First, 1, "{\"action\"", "{\"aaa\":\"\",\"action\""),
            "record 2 is not written as records are", null),
        (
            "a property doubled", copy => Replace(copy, First, 1, "\"decision\"", "\"decision\":\"Resize\",\"decision\""),
            "record 2 is not written as records are", null),
        ("a property removed", copy => Replace(copy, First, 1, "\"decision\":\"Keep\",", ""), "record 2 is no record", null),
        ("a number as a text", copy => Replace(copy, First, 1, "\"sequence\":2", "\"sequence\":\"2\""), "record 2 is no record", null),
        ("a number with a fraction", copy => Replace(copy, First, 1, "\"sequence\":2", "\"sequence\":2.5"), "record 2 is no record", null),
        ("null for a text", copy => Replace(copy, First, 1, "\"Keep\"", "null"), "record 2 has no decision", null),
        ("an empty line", copy => copy.Lines[First].Insert(2, ""), "record 3 is no record", null),
        ("half a record", copy => copy.Lines[First][4] = copy.Lines[First][4][..40], "record 5 is no record", null),
        ("a list for a record", copy => copy.Lines[First][1] = "[]", "record 2 is no record", null),
        // A chain.
        (
            "its end cut off", copy => copy.Lines[First].RemoveAt(4),
            "its tail is cut off: 4 records, its manifest manifest/2026/06/01.jsonl knows 5", null),
        ("all but its start cut off", copy => copy.Lines[First].RemoveRange(1, 4), "its tail is cut off: 1 records", null),
        ("emptied", copy => copy.Lines[First].Clear(), "its tail is cut off: 0 records", null),
        ("linked anew, its manifest as it was", copy => Anew(copy, First), "record 5 is not the one that its manifest", null),
        ("another run's under its name", copy => copy.Lines[First] = copy.Lines[Second], "record 1 does not follow", null),
        ("removed", copy => copy.Lines.Remove(First), "the whole run is missing; its manifest knows 5 records", null),
        ("renamed", copy => Rename(copy, First, "rightsizing/2026/06/rightsizing-20260602.jsonl"), "record 1 does not follow", null),
        (
            "an attempt added behind its end", copy => Append(copy, First, Run("rightsizing", First, DayOf(FirstDay), 1)),
            "it is closed by record 8, but no manifest names that one, only record 5", null),
        (
            "records added behind its end", copy => Append(copy, First, Run("rightsizing", First, DayOf(FirstDay), 1)[1..2]),
            "record 6 stands behind the run.end", null),
        (
            "a second end added", copy => Append(copy, First, Run("rightsizing", First, DayOf(FirstDay), 1)[2..]),
            "record 6 stands behind the run.end", null),
        (
            "an open attempt added to an old run", copy => Append(copy, First, Run("rightsizing", First, DayOf(FirstDay), 1)[..2]),
            "it is open for more than 2 days", null),
        (
            "a closed run that never was", copy => Invent(copy, "rightsizing/2026/06/rightsizing-20260605.jsonl", 0),
            "it is closed, but no manifest names it", null),
        (
            "an old open run that never was", copy => Invent(copy, "rightsizing/2026/06/rightsizing-20260605.jsonl", 1),
            "it is open for more than 2 days", null),
        (
            "a run without a start", copy => Invent(copy, "snapshots/2026/06/snapshots-2026060908.jsonl", 0, skip: 1),
            "record 1 is no run.start", null),
        (
            "a name that the app does not give", copy => Invent(copy, "rightsizing-20260605.jsonl", 0),
            "the app gives no such name to a chain", null),
        // Manifests.
        (
            "a head in a manifest altered", copy => Replace(copy, FirstDay, 1, "\"reason\":\"5\"", "\"reason\":\"4\""),
            "record 2 was altered", null),
        ("a run taken out of a manifest", copy => copy.Lines[FirstDay].RemoveAt(1), "record 3 stands where 2 should be", null),
        (
            "an old manifest's tail cut off", copy => copy.Lines[FirstDay].RemoveAt(2),
            "does not hold the record that it was begun behind", null),
        (
            "an old manifest removed", copy => copy.Lines.Remove(SecondDay),
            "the manifest before it, manifest/2026/06/08.jsonl, is missing", null),
        (
            "the first manifest removed", copy => copy.Lines.Remove(FirstDay),
            "the manifest before it, manifest/2026/06/01.jsonl, is missing", null),
        ("the last manifest removed", copy => copy.Lines.Remove(LastDay), "no manifest names it", "no manifest holds it"),
        ("the last manifest's tail cut off", copy => copy.Lines[LastDay].RemoveAt(1), "no manifest names it", "no manifest holds it"),
        (
            "a manifest under another day's name", copy => Rename(copy, LastDay, "manifest/2026/06/10.jsonl"),
            "record 1 does not follow", null),
        (
            "a manifest under no day's name",
            copy => copy.Lines["manifest/2026/06/latest.jsonl"] = Linked("manifest/2026/06/latest.jsonl", []),
            "the app gives no such name to a manifest", null),
        (
            "a manifest that says it is the first",
            copy => SecondFirst(copy, "manifest/2026/06/10.jsonl"),
            "it says it is the first, but manifest/2026/06/09.jsonl lies before it", null),
        (
            "a manifest that names a record as the end", copy => NameTooFew(copy),
            "which its manifest manifest/2026/06/09.jsonl knows as the end of the run, ends no run", null),
        (
            "a manifest that says no number", copy => Append(copy, LastDay, [copy.Named(Hour, LastMorning) with { Reason = "many" }]),
            "record 3 does not say how many records its run has", null),
        (
            "a manifest's record of another day", copy => Append(copy, LastDay, [copy.Named(Hour, LastMorning.AddDays(2))]),
            "record 3 is of 2026-06-11, another day", null),
        (
            "a manifest's record of another kind",
            copy => Append(copy, LastDay, [copy.Named(Hour, LastMorning) with { Action = "manifest.note" }]),
            "record 3 names no run", null),
        (
            "an invented run put into an old manifest",
            copy => InventOn(copy, FirstDay, "rightsizing/2026/06/rightsizing-20260605.jsonl"),
            "1 records of manifest/2026/06/01.jsonl were put behind it after this day had begun", null),
        // Files.
        (
            "CR LF", copy => OnDisk(copy, First, text => Bytes(text.Replace("\n", "\r\n", StringComparison.Ordinal))),
            "record 1 ends with CR LF", null),
        (
            "a byte order mark", copy => OnDisk(copy, First, text => [0xEF, 0xBB, 0xBF, .. Bytes(text)]),
            "it begins with a byte order mark", null),
        ("UTF-16", copy => OnDisk(copy, First, text => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)]), "it is UTF-16", null),
        (
            "UTF-16, the other way round",
            copy => OnDisk(copy, First, text => [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(text)]),
            "it is UTF-16", null),
        ("UTF-16 without a mark", copy => OnDisk(copy, First, text => Encoding.Unicode.GetBytes(text)), "record 1 holds zero bytes", null),
        ("the last end of line gone", copy => OnDisk(copy, First, text => Bytes(text.TrimEnd('\n'))), "record 5 has no end of line", null),
        ("bytes that are no UTF-8", copy => OnDisk(copy, First, text => [0xC3, 0x28, .. Bytes(text)]), "record 1 is no UTF-8", null),
        ("packed", copy => OnDisk(copy, First, Packed), "it is packed (gzip)", null),
        (
            "a line without an end, of 5 MiB", copy => OnDisk(copy, First, text => [.. Bytes(text), .. new byte[5 << 20]]),
            "record 6 is longer than 4194304 bytes", null),
        (
            "a mark in a manifest", copy => OnDisk(copy, SecondDay, text => [0xEF, 0xBB, 0xBF, .. Bytes(text)]),
            "it begins with a byte order mark", null),
        (
            "a link that leads nowhere", copy => Link(copy, Second, "/nowhere/at-all", isFolder: false),
            "it is a link that leads nowhere", null),
        (
            "a link to a file", copy => Link(copy, Second, copy.PathOf(First), isFolder: false),
            "it is a link to a file and is not followed", null),
        (
            "a link to a folder, round in a circle", copy => Link(copy, "guard/2026/again", copy.Evidence, isFolder: true),
            "guard/2026/again: it is a link to a folder and is not followed", null),
        (
            "a link to a folder that is gone", copy => Link(copy, "drills", "/nowhere/at-all", isFolder: true),
            "drills: it is a link that leads nowhere", null),
        // What fits in itself, and does not fit what lies elsewhere.
        (
            "all made anew, a decision altered", copy => Alter(copy, First),
            null, "record 5 is not the one that its report rightsizing/rightsizing-20260601.json knows"),
        ("all made anew, a decision without a report altered", copy => Alter(copy, Switch), null, "no manifest holds it"),
        ("all made anew, the last decision altered", copy => Alter(copy, Hour), null, "no manifest holds it"),
        (
            "all made anew, a moment altered", copy => Alter(copy, Switch, entry => entry with { At = entry.At.AddHours(1) }),
            null, "no manifest holds it"),
        (
            "all made anew, a run left out", copy => LeaveOut(copy, First, FirstDay),
            null, "the whole run is missing; its report rightsizing/rightsizing-20260601.json knows 5 records"),
        ("all made anew, a run without a report left out", copy => LeaveOut(copy, Switch, FirstDay), null, "no manifest holds it"),
        ("all made anew, a run shorter", copy => Shorten(copy), null, "its tail is cut off: 4 records, its report"),
        ("all made anew, an invented run added", copy => InventAnew(copy, SecondDay), null, "no manifest holds it"),
        ("all made anew, a day left out", copy => LeaveOut(copy, Second, SecondDay), null, "the whole run is missing; its report"),
        ("the last run's end and its manifest's entry cut off", copy => CutEnd(copy), null, "no manifest holds it"),
        ("the last day removed, its run with it", copy => RemoveAll(copy, Hour, LastDay), null, "no manifest holds it"),
        (
            "an invented run put behind a day's last",
            copy => InventOn(copy, LastDay, "snapshots/2026/06/snapshots-2026060908.jsonl"),
            null, "1 records were put behind the head that head"),
        ("an attempt added and named on the last day", copy => AttemptOn(copy), null, "1 records were put behind the head that head"),
        (
            "evidence of another place", copy => Alter(copy, First, entry => entry with { Target = "/elsewhere" }),
            null, "no manifest holds it"),
    ];

    public static TheoryData<string> Names => [.. Table.Select(row => row.Name)];

    [Fact]
    public void There_are_sixty_and_more() => Assert.True(Table.Select(row => row.Name).Distinct(StringComparer.Ordinal).Count() >= 60);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Each_tampering_is_found_and_said_in_words(string name)
    {
        var row = Table.Single(one => one.Name == name);
        using var copy = new EvidenceCopy();
        row.Tamper(copy);
        copy.Write();

        var alone = await VerifyAsync(copy, new());
        var anchored = await VerifyAsync(copy, Anchored(copy));

        Assert.Contains(row.Alone ?? " 0 broken", alone.Output, StringComparison.Ordinal);
        Assert.Equal(row.Alone is null ? 0 : CommandLine.Broken, alone.Code);
        Assert.Contains((row.Anchored ?? row.Alone)!, anchored.Output, StringComparison.Ordinal);
        Assert.Equal(CommandLine.Broken, anchored.Code);
    }

    [Fact]
    public async Task Evidence_as_it_was_is_whole_and_proven_by_what_was_kept()
    {
        using var copy = new EvidenceCopy();
        copy.Write();

        var (alone, anchored) = (await VerifyAsync(copy, new()), await VerifyAsync(copy, Anchored(copy)));

        Assert.Equal((0, 0), (alone.Code, anchored.Code));
        Assert.Contains("7 chains, 0 broken, 0 open, 0 proven from outside: without --head", alone.Output, StringComparison.Ordinal);
        Assert.EndsWith("7 chains, 0 broken, 0 open, 7 proven from outside\n", anchored.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_head_of_a_day_proves_that_day_and_all_before_it_and_nothing_behind()
    {
        using var copy = new EvidenceCopy();
        copy.Write();

        var (code, output) = await VerifyAsync(copy, new VerifyOptions { Heads = [copy.Heads[0].ToUpperInvariant()] });

        Assert.Equal(0, code);
        Assert.Equal(5, output.Split('\n').Count(line => line.EndsWith($"[head {copy.Heads[0][..8]}]", StringComparison.Ordinal)));
        Assert.Contains($"whole   {Hour}  4 records\n", output, StringComparison.Ordinal);
    }

    // What is added on a day whose head nobody has yet is told from nothing: it is said to be unproven, no more.
    [Fact]
    public async Task What_was_added_behind_the_newest_head_that_was_kept_is_said_to_be_unproven()
    {
        using var copy = new EvidenceCopy();
        AttemptOn(copy);
        copy.Write();

        var (code, output) = await VerifyAsync(copy, new VerifyOptions { Heads = [copy.Heads[0]], Reports = copy.Reports });

        Assert.Equal(0, code);
        Assert.Contains(
            $"{First}  8 records [report rightsizing/rightsizing-20260601.json, up to record 5 of 8]", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_was_tried_again_is_whole_where_both_ends_are_named()
    {
        using var copy = new EvidenceCopy();
        AttemptOn(copy);
        copy.Write();

        Assert.Equal(0, (await VerifyAsync(copy, new())).Code);
    }

    [Fact]
    public async Task A_run_under_way_is_open_and_a_change_may_be_so_for_weeks()
    {
        using var copy = new EvidenceCopy();
        Invent(copy, "snapshots/2026/06/snapshots-2026060908.jsonl", 1, at: LastMorning);
        Invent(copy, "rightsizing/2026/05/resize-0123456789abcdef.jsonl", 1, at: LastMorning.AddDays(-20));
        copy.Write();

        var now = await VerifyAsync(copy, new());
        var later = await VerifyAsync(copy, new VerifyOptions { AsOf = "2026-06-12T12:00Z" });

        Assert.Equal(0, now.Code);
        Assert.Contains("0 broken, 2 open", now.Output, StringComparison.Ordinal);
        Assert.Contains(
            "snapshots-2026060908.jsonl  3 records: under way, or broke off; no manifest names it", now.Output, StringComparison.Ordinal);
        Assert.Equal(CommandLine.Broken, later.Code);
        Assert.Contains("1 broken, 1 open", later.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"evidence\":{\"chain\":null}}", "its evidence has no chain")]
    [InlineData("{\"evidence\":", "it cannot be read")]
    [InlineData("{\"evidence\":{\"chain\":\"a\",\"records\":\"many\",\"hash\":\"b\"}}", "it cannot be read")]
    public async Task A_report_that_cannot_be_read_is_a_finding(string json, string words)
    {
        using var copy = new EvidenceCopy();
        copy.Write();
        await File.WriteAllTextAsync(Path.Combine(copy.Reports, "rightsizing", "x.json"), json);

        var (code, output) = await VerifyAsync(copy, new VerifyOptions { Reports = copy.Reports });

        Assert.Equal(CommandLine.Broken, code);
        Assert.Contains(words, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0123", "--head is '0123'; it must be a head's hash, 64 hexadecimal digits")]
    [InlineData("zz23456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "--head is 'zz")]
    public async Task A_head_that_is_none_is_wrong_input(string head, string words)
    {
        using var copy = new EvidenceCopy();
        copy.Write();

        var refused = await Assert.ThrowsAsync<WrongInputException>(() => VerifyAsync(copy, new VerifyOptions { Heads = [head] }));

        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    private static VerifyOptions Anchored(EvidenceCopy copy) => new() { Heads = copy.Heads, Reports = copy.Reports };

    private static async Task<(int Code, string Output)> VerifyAsync(EvidenceCopy copy, VerifyOptions options)
    {
        await using var output = new StringWriter { NewLine = "\n" };
        return (await VerifyEvidenceCommand.RunAsync(new(copy.Evidence), options, output, default), output.ToString());
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static void Replace(EvidenceCopy copy, string chain, int at, string what, string with)
    {
        Assert.Contains(what, copy.Lines[chain][at], StringComparison.Ordinal);
        copy.Lines[chain][at] = copy.Lines[chain][at].Replace(what, with, StringComparison.Ordinal);
    }

    private static string Relinked(string line)
    {
        var record = AuditLine.Read(line);
        return AuditLine.Write(AuditLine.Link(record.Entry with { Decision = "Resize" }, record.Sequence, record.Previous));
    }

    private static void Exchange(List<string> lines, int one, int other) => (lines[one], lines[other]) = (lines[other], lines[one]);

    private static void Anew(EvidenceCopy copy, string chain) =>
        copy.Lines[chain] = Linked(chain, copy.Runs[chain].Select(entry => entry with { Reason = "other" }));

    private static void Rename(EvidenceCopy copy, string from, string to)
    {
        copy.Lines[to] = copy.Lines[from];
        copy.Lines.Remove(from);
    }

    private static void Append(EvidenceCopy copy, string chain, IEnumerable<AuditEntry> entries) =>
        copy.Lines[chain] = Behind(copy.Lines[chain], chain, entries);

    private static void Invent(EvidenceCopy copy, string chain, int open, int skip = 0, DateTimeOffset? at = null) =>
        copy.Lines[chain] = Linked(
            chain, Run("rightsizing", chain, at ?? new(2026, 6, 5, 6, 0, 0, TimeSpan.Zero), 2).Skip(skip).SkipLast(open));

    private static void InventOn(EvidenceCopy copy, string day, string chain)
    {
        Invent(copy, chain, open: 0);
        Append(copy, day, [copy.Named(chain, DayOf(day))]);
    }

    private static void InventAnew(EvidenceCopy copy, string day)
    {
        const string chain = "rightsizing/2026/06/rightsizing-20260605.jsonl";
        copy.Runs[chain] = Run("rightsizing", chain, DayOf(day), 2);
        copy.Days[day].Add(chain);
        copy.MakeAnew();
    }

    private static void AttemptOn(EvidenceCopy copy)
    {
        Append(copy, First, Run("rightsizing", First, LastMorning, 1));
        Append(copy, LastDay, [copy.Named(First, DayOf(LastDay))]);
    }

    private static void NameTooFew(EvidenceCopy copy)
    {
        var record = AuditLine.Read(copy.Lines[Hour][2]);
        var start = AuditLine.Read(copy.Lines[LastDay][0]).Entry;
        copy.Lines[LastDay] = Linked(LastDay, [start, copy.Named(Hour, LastMorning) with { Decision = record.Hash, Reason = "3" }]);
    }

    private static void SecondFirst(EvidenceCopy copy, string day) =>
        copy.Lines[day] = Linked(day, [new(DayOf(day), "evidence", DailyManifest.DayStart, "", "", "the first manifest")]);

    private static void Alter(EvidenceCopy copy, string chain, Func<AuditEntry, AuditEntry>? how = null)
    {
        copy.Runs[chain] = copy.Runs[chain].ConvertAll(entry => how is null ? entry with { Decision = "Resize" } : how(entry));
        copy.MakeAnew();
    }

    private static void Shorten(EvidenceCopy copy)
    {
        copy.Runs[First].RemoveAt(2);
        copy.MakeAnew();
    }

    private static void LeaveOut(EvidenceCopy copy, string chain, string day)
    {
        copy.Runs.Remove(chain);
        copy.Days[day].Remove(chain);
        if (copy.Days[day].Count == 0)
            copy.Days.Remove(day);
        copy.MakeAnew();
    }

    private static void CutEnd(EvidenceCopy copy)
    {
        copy.Lines[Hour].RemoveAt(3);
        copy.Lines[LastDay].RemoveAt(1);
    }

    private static void RemoveAll(EvidenceCopy copy, params string[] names)
    {
        foreach (var name in names)
            copy.Lines.Remove(name);
    }

    private static void OnDisk(EvidenceCopy copy, string name, Func<string, byte[]> how) =>
        copy.OnDisk = () => File.WriteAllBytes(copy.PathOf(name), how(File.ReadAllText(copy.PathOf(name))));

    private static void Link(EvidenceCopy copy, string name, string target, bool isFolder) => copy.OnDisk = () =>
    {
        File.Delete(copy.PathOf(name));
        _ = isFolder ? Directory.CreateSymbolicLink(copy.PathOf(name), target) : File.CreateSymbolicLink(copy.PathOf(name), target);
    };

    private static byte[] Packed(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(Bytes(text));
        return packed.ToArray();
    }
}
