using System.Globalization;
using OpsFunctions.Benchmarks.Browser;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Rightsizing;
using Machine = OpsFunctions.Orchestrations.Fleet.Machine;
using Size = OpsFunctions.Orchestrations.Rightsizing.Size;

namespace OpsFunctions.Benchmarks.Rightsizing;

/// <summary>
/// The report's page in Chromium: how long it takes to open with 10,000 machines, and then to sort, filter and turn a page.
/// <c>page --fleet 10000 --keep FILE</c>; exit code 1 if it takes longer than it may, 3 where there is no Chromium.
/// </summary>
internal static class PageBenchmark
{
    private const double LimitLoadMs = 3000;
    private const double LimitStepMs = 1000;

    // In the page itself: press, wait until the table is no longer busy, tell what it shows.
    private const string Step = """
        async act => {
          const table = document.querySelector('section.paged > table');
          const start = performance.now();
          act();
          while (table.getAttribute('aria-busy') === 'true') await new Promise(requestAnimationFrame);
          return { ms: performance.now() - start, rows: table.tBodies.length, first: table.tBodies[0]?.querySelector('b').textContent ?? '', status: document.querySelector('.pages span').textContent };
        }
        """;

    private static readonly (string Name, string Act)[] Steps =
    [
        ("sort by machine", "() => document.querySelector('th[data-column=\"0\"] button').click()"),
        ("next page", "() => document.querySelectorAll('.pages button')[2].click()"),
        ("last page", "() => document.querySelectorAll('.pages button')[3].click()"),
        ("sort by size", "() => document.querySelector('th[data-column=\"4\"] button').click()"),
        ("filter: prod vm-00042", "() => { const box = document.querySelector('.tools input'); box.value = 'prod vm-00042'; box.dispatchEvent(new Event('input')); }"),
        ("filter: nothing like it", "() => { const box = document.querySelector('.tools input'); box.value = 'zzzz'; box.dispatchEvent(new Event('input')); }"),
        ("filter: westeurope", "() => { const box = document.querySelector('.tools input'); box.value = 'westeurope'; box.dispatchEvent(new Event('input')); }"),
        ("only resizes", "() => document.querySelector('.choices button[value=\"Resize\"]').click()"),
        ("open a row", "() => { document.querySelector('.more details').open = true; }"),
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        var fleet = Arguments.Number(args, "--fleet", 10_000);
        var keep = Array.IndexOf(args, "--keep") is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
        var folder = Directory.CreateTempSubdirectory("ops-page-").FullName;
        try
        {
            var file = Path.Combine(folder, "report.html");
            await WriteAsync(file, fleet);
            if (keep is not null)
                File.Copy(file, keep, overwrite: true);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{fleet} machines: {new FileInfo(file).Length / 1e6:0.0} MB"));
            await using var browser = await Chromium.StartAsync(folder);
            if (browser is null)
            {
                Console.WriteLine("Chromium is not installed here (looked for chromium, chromium-browser, google-chrome): nothing was measured.");
                return 3;
            }
            await browser.OpenAsync(new Uri(file));
            return await MeasureAsync(browser) ? 0 : 1;
        }
        finally
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException)
            {
                // A browser's last processes may still be writing into its profile.
            }
        }
    }

    private static async Task<bool> MeasureAsync(Chromium browser)
    {
        var times = await browser.EvaluateAsync("(() => { const at = performance.getEntriesByType('navigation')[0]; return { load: at.loadEventEnd, paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0 }; })()");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"first paint",-28}{times.GetProperty("paint").GetDouble(),8:0} ms"));
        var holds = Line("loaded, script run", times.GetProperty("load").GetDouble(), LimitLoadMs, "");
        foreach (var (name, act) in Steps)
        {
            var told = await browser.EvaluateAsync($"({Step})({act})");
            holds &= Line(name, told.GetProperty("ms").GetDouble(), LimitStepMs, $"{told.GetProperty("rows").GetInt32()} rows, first {told.GetProperty("first").GetString()}; {told.GetProperty("status").GetString()}");
        }
        return holds;
    }

    private static bool Line(string what, double ms, double limit, string told)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-28}{ms,8:0} ms  (limit {limit}){(ms <= limit ? "" : " BROKEN")}  {told}"));
        return ms <= limit;
    }

    private static async Task WriteAsync(string file, int fleet)
    {
        var assessments = Enumerable.Range(0, fleet).Select(Assessment).ToList();
        var run = new RunMoment("rightsizing-page", new DateTimeOffset(2026, 6, 1, 6, 0, 0, TimeSpan.Zero));
        var report = new RightsizingReport(
            run, new RightsizingOptions(), assessments.Aggregate(RunTotals.None, (totals, one) => totals.Plus(one)), [], 0,
            [.. assessments.OrderByDescending(one => one.Advice.MonthlySaving).Take(PagedTable.RowsPerPage)]);
        await using var text = new StreamWriter(file);
        using var page = new RightsizingPage(text);
        await page.BeginAsync(report);
        foreach (var assessment in assessments)
            await page.AddAsync(assessment);
        await page.EndAsync();
    }

    // Everything an advice can carry, so that no real report has larger rows.
    private static Assessment Assessment(int number)
    {
        var environment = number % 3 == 0 ? "prod" : "test";
        var region = number % 2 == 0 ? "westeurope" : "northeurope";
        var machine = new Machine
        {
            Id = $"/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-{number / 6}/providers/Microsoft.Compute/virtualMachines/vm-{number:00000}",
            Name = $"vm-{number:00000}", Subscription = "11111111-1111-1111-1111-111111111111", ResourceGroup = $"rg-{number / 6}", Region = region, Size = "Standard_D8s_v5",
            Tags = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["env"] = environment, ["owner"] = $"team-{number % 40}@contoso.com" },
        };
        return new Assessment(machine, OpsTags.Read(machine.Tags, Mode.Report), Size("Standard_D8s_v5", 8), number % 5 < 2 ? Size("Standard_D2s_v5", 2) : null, Demand(number), Advice(number), null)
        {
            RunsInARow = 1 + number % 4,
        };
    }

    private static Advice Advice(int number) => (number % 5) switch
    {
        < 2 => Orchestrations.Rightsizing.Advice.Resize("Standard_D2s_v5", 100 + number * 37 % 400, "CPU needs 1.2 of 8 vCPU, memory 5.1 of 32 GiB: 60 % of 2 vCPU, 64 % of 8 GiB"),
        2 => Orchestrations.Rightsizing.Advice.Unknown("3 of at least 14 days observed"),
        _ => Orchestrations.Rightsizing.Advice.Keep("nothing cheaper fits: CPU needs 6.2 of 8 vCPU, memory 25 of 32 GiB"),
    } with
    {
        Risk = number % 5 < 2 ? new Risk(number % 4, 2, 0, 1) : null,
        Notes = number % 7 == 0 ? ["a peak of 6 vCPU on one day was not sized for"] : [],
        NotToBeApplied = number % 11 == 0 ? ["its OS disk is ephemeral: a resize loses it"] : [],
        Differences = number % 5 < 2 ? ["AMD instead of Intel", "no temporary disk"] : [],
        Alternatives = number % 5 < 2 ? [new("Standard_D2as_v5", 90, new Risk(1, 2, 0, 0), ["AMD instead of Intel"]), new("Standard_D4s_v5", 60, new Risk(0, 1, 0, 0), [])] : [],
        CheaperExcluded =
        [
            new("Cpu", "1 vCPU, 1.2 needed", [.. Enumerable.Range(1, 30).Select(size => $"Standard_F{size}s_v2")]),
            new("Memory", "4 GiB, 5.1 needed", [.. Enumerable.Range(1, 20).Select(size => $"Standard_DL{size}s_v5")]),
            new("Zone", "not offered in zone 3", ["Standard_D2s_v3"]),
        ],
    };

    private static Demand Demand(int number) => new()
    {
        RunningGrains = 1440, ObservedGrains = 1431, ObservedDays = 30, RunningShare = 1, CpuP99Vcpus = 1.1, CpuDailyPeakP95Vcpus = 1.2, CpuP95Vcpus = 0.9, CpuHighestVcpus = 1.9,
        MemoryPeakGiB = 5.1, DiskIops = 210, DiskMBps = 14, NetworkInMbps = 20, NetworkOutMbps = 31,
        CpuCurveVcpus = [.. Enumerable.Range(0, 120).Select(at => (double?)(1 + Math.Sin(at + number) / 2))],
        MemoryCurveGiB = [.. Enumerable.Range(0, 120).Select(at => (double?)(4 + Math.Cos(at * 3 + number)))],
    };

    private static Size Size(string name, double vcpus) => new()
    {
        Name = name, Vcpus = vcpus, MemoryGiB = vcpus * 4, DiskIops = vcpus * 1600, DiskMBps = vcpus * 24, LinuxPerHour = vcpus * 0.048, WindowsPerHour = vcpus * 0.094,
    };
}
