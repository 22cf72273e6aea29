using System.Globalization;
using OpsFunctions.Benchmarks.Browser;
using OpsFunctions.Stages;

namespace OpsFunctions.Benchmarks.Rightsizing;

/// <summary>
/// The page of a real run's report in Chromium: how long it takes to open with 10,000 machines, and then to sort, filter and turn a
/// page. <c>page --fleet 10000 [--keep FILE]</c>; exit code 1 if it takes longer than it may, 3 where there is no Chromium.
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
        ("filter: prod archive", "() => { const box = document.querySelector('.tools input'); box.value = 'prod archive'; box.dispatchEvent(new Event('input')); }"),
        ("filter: nothing like it", "() => { const box = document.querySelector('.tools input'); box.value = 'zzzz'; box.dispatchEvent(new Event('input')); }"),
        ("filter: westeurope", "() => { const box = document.querySelector('.tools input'); box.value = 'westeurope'; box.dispatchEvent(new Event('input')); }"),
        ("only resizes", "() => document.querySelector('.choices button[value=\"Resize\"]').click()"),
        ("open a row", "() => { document.querySelector('.more details').open = true; }"),
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        var fleet = Arguments.Number(args, "--fleet", 10_000);
        var keep = Arguments.Text(args, "--keep");
        var folder = Directory.CreateTempSubdirectory("ops-page-").FullName;
        try
        {
            var file = Path.Combine(folder, "report.html");
            await FleetRun.RunAsync(fleet, Arguments.Number(args, "--seed", 1), file);
            if (keep is not null)
                File.Copy(file, keep, overwrite: true);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{fleet} machines: {new FileInfo(file).Length / 1e6:0.0} MB"));
            await using var browser = await Chromium.StartAsync(folder);
            if (browser is null)
            {
                Console.WriteLine(
                    "Chromium is not installed here (looked for chromium, chromium-browser, google-chrome): nothing was measured.");
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
        var times = await browser.EvaluateAsync(
            "(() => { const at = performance.getEntriesByType('navigation')[0]; return { load: at.loadEventEnd, paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0 }; })()");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{"first paint",-28}{times.GetProperty("paint").GetDouble(),8:0} ms"));
        var holds = Line("loaded, script run", times.GetProperty("load").GetDouble(), LimitLoadMs, "");
        foreach (var (name, act) in Steps)
        {
            var told = await browser.EvaluateAsync($"({Step})({act})");
            holds &= Line(
                name, told.GetProperty("ms").GetDouble(), LimitStepMs,
                $"{told.GetProperty("rows").GetInt32()} rows, first {told.GetProperty("first").GetString()}; {told.GetProperty("status").GetString()}");
        }
        return holds;
    }

    private static bool Line(string what, double ms, double limit, string told)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{what,-28}{ms,8:0} ms  (limit {limit}){(ms <= limit ? "" : " BROKEN")}  {told}"));
        return ms <= limit;
    }
}
