using System.Globalization;
using System.Text;
using System.Text.Json;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Evidence;

namespace OpsFunctions.Tests.Evidence;

/// <summary>
/// A copy of the evidence on disk with the reports beside it: four runs on three days. What it is made of can be changed and all of it made
/// anew, as whoever may write could; or single lines and files.
/// </summary>
internal sealed class EvidenceCopy : IDisposable
{
    public const string First = "rightsizing/2026/06/rightsizing-20260601.jsonl";
    public const string Switch = "guard/2026/06/kill-switch-20260601-120000-0123456789ab.jsonl";
    public const string Second = "rightsizing/2026/06/rightsizing-20260608.jsonl";
    public const string Hour = "snapshots/2026/06/snapshots-2026060907.jsonl";
    public const string FirstDay = "manifest/2026/06/01.jsonl";
    public const string SecondDay = "manifest/2026/06/08.jsonl";
    public const string LastDay = "manifest/2026/06/09.jsonl";

    private readonly string _folder = Directory.CreateTempSubdirectory("ops-evidence-").FullName;

    public EvidenceCopy()
    {
        Runs[First] = Run("rightsizing", First, new(2026, 6, 1, 6, 0, 0, TimeSpan.Zero), 3);
        Runs[Switch] = Run("guard", Switch, new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero), 1);
        Runs[Second] = Run("rightsizing", Second, new(2026, 6, 8, 6, 0, 0, TimeSpan.Zero), 3);
        Runs[Hour] = Run("snapshots", Hour, new(2026, 6, 9, 7, 5, 0, TimeSpan.Zero), 2);
        Days[FirstDay] = [First, Switch];
        Days[SecondDay] = [Second];
        Days[LastDay] = [Hour];
        MakeAnew();
        // What was kept elsewhere, and what the reports say, is of the evidence as it was.
        Heads = [HashOf(SecondDay), HashOf(LastDay)];
        foreach (var chain in new[] { First, Second })
            Report(chain, Lines[chain].Count, HashOf(chain));
    }

    /// <summary>Entries of the runs by chain, and the chains that each manifest names: what <see cref="MakeAnew"/> writes.</summary>
    public SortedDictionary<string, List<AuditEntry>> Runs { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, List<string>> Days { get; } = new(StringComparer.Ordinal);

    /// <summary>Lines by file, as they are going to lie on disk.</summary>
    public SortedDictionary<string, List<string>> Lines { get; } = new(StringComparer.Ordinal);

    /// <summary>What is done to the files once they lie there.</summary>
    public Action OnDisk { get; set; } = () => { };

    public IReadOnlyList<string> Heads { get; }

    public string Evidence => Path.Combine(_folder, "evidence");

    public string Reports => Path.Combine(_folder, "kept");

    public string PathOf(string name) => Path.Combine(Evidence, name);

    public string HashOf(string chain) => AuditLine.Read(Lines[chain][^1]).Hash;

    /// <summary>Links every run and every manifest, as if it had always been so.</summary>
    public void MakeAnew()
    {
        Lines.Clear();
        foreach (var (chain, entries) in Runs)
            Lines[chain] = Linked(chain, entries);
        var previous = "";
        foreach (var (day, chains) in Days)
        {
            var at = DayOf(day);
            var start = previous.Length == 0
                ? new AuditEntry(at, "evidence", DailyManifest.DayStart, "", "", "the first manifest")
                : new AuditEntry(at, "evidence", DailyManifest.DayStart, previous, HashOf(previous), Count(previous));
            Lines[day] = Linked(day, [start, .. chains.Select(chain => Named(chain, at))]);
            previous = day;
        }
    }

    /// <summary>The entry of a manifest that names a chain as it is.</summary>
    public AuditEntry Named(string chain, DateTimeOffset at) =>
        new(at, "evidence", DailyManifest.RunClosed, chain, HashOf(chain), Count(chain));

    public void Report(string chain, long records, string hash)
    {
        var file = Path.Combine(Reports, $"{chain.Split('/')[0]}/{Path.GetFileNameWithoutExtension(chain)}.json");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var report = new { run = "x", evidence = new RunEvidence(chain, records, hash), machines = Array.Empty<int>() };
        File.WriteAllText(file, JsonSerializer.Serialize(report, JsonSerializerOptions.Web));
    }

    public void Write()
    {
        foreach (var (name, lines) in Lines)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
            File.WriteAllText(PathOf(name), string.Concat(lines.Select(line => line + '\n')), new UTF8Encoding(false));
        }
        OnDisk();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static DateTimeOffset DayOf(string manifest) => new(
        DateTime.ParseExact(manifest, "'manifest/'yyyy/MM/dd'.jsonl'", CultureInfo.InvariantCulture).AddHours(8), TimeSpan.Zero);

    public static List<string> Linked(string chain, IEnumerable<AuditEntry> entries) => Behind([], chain, entries);

    /// <summary>The lines with entries linked behind them.</summary>
    public static List<string> Behind(List<string> lines, string chain, IEnumerable<AuditEntry> entries)
    {
        var (linked, previous) = (lines.ToList(), lines.Count == 0 ? AuditLine.Genesis(chain) : AuditLine.Read(lines[^1]).Hash);
        foreach (var entry in entries)
        {
            var record = AuditLine.Link(entry, linked.Count + 1, previous);
            linked.Add(AuditLine.Write(record));
            previous = record.Hash;
        }
        return linked;
    }

    public static List<AuditEntry> Run(string capability, string chain, DateTimeOffset at, int decisions)
    {
        var run = Path.GetFileNameWithoutExtension(chain);
        return
        [
            new(at, capability, AuditEntry.RunStart, run, "Report", "asked for by timer"),
            .. Enumerable.Range(1, decisions).Select(number => Advice(at, capability, number)),
            new(at, capability, AuditEntry.RunEnd, run, "reported", $"{decisions} machines"),
        ];
    }

    private static AuditEntry Advice(DateTimeOffset at, string capability, int number) =>
        new(at, capability, $"{capability}.advise", $"/vm-{number}", "Keep", "it fits")
        {
            After = new Dictionary<string, string>(StringComparer.Ordinal) { ["size"] = "Standard_D4s_v5" },
        };

    private string Count(string chain) => Lines[chain].Count.ToString(CultureInfo.InvariantCulture);
}
