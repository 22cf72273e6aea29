using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Access.Checking;
using OpsFunctions.Orchestrations.Access.Comparing;
using OpsFunctions.Orchestrations.Access.Work;
using OpsFunctions.Simulator.Tenants;
using OpsFunctions.Stages;
using OpsFunctions.Stages.Access;

namespace OpsFunctions.Benchmarks.Access;

/// <summary>A tenant as large as they get: what its audit costs.</summary>
internal static class AccessScale
{
    private const double MostSeconds = 10;
    private const double MostMiB = 1024;

    public static async Task<int> RunAsync(string[] args)
    {
        var (assignments, accounts, users) = (
            Arguments.Number(args, "--assignments", 100_000), Arguments.Number(args, "--service-principals", 2_000),
            Arguments.Number(args, "--users", 17_000));
        await using var stage = await AccessStage.OpenAsync(new TenantOptions
        {
            Assignments = assignments, ServicePrincipals = accounts, Users = users, Groups = 1_000, Subscriptions = 40,
            AssignmentLimit = 1_000_000,
        });
        await stage.BeginAsync();
        var (watch, before) = (Stopwatch.StartNew(), stage.Azure.Calls.Total);
        var audited = await stage.AuditAsync();
        var (whole, calls) = (watch.Elapsed.TotalSeconds, stage.Azure.Calls.Total - before);
        // By itself, without simulated Azure in the same process: what was read lies in the run's documents.
        var store = stage.Life.Services.GetRequiredService<AuditFacts>();
        // Processor time of the whole process: what else runs on the machine does not count, what the collector does on another core does.
        var (seconds, busy) = (new List<double>(), new List<double>());
        GC.Collect();
        var memory = GC.GetTotalMemory(forceFullCollection: true);
        double most = 0;
        for (var turn = 0; turn < 3; turn++)
        {
            watch.Restart();
            var worked = Environment.CpuUsage.TotalTime;
            var facts = await store.FactsAsync(new(audited.Summary.RunId, stage.Azure.Time.GetUtcNow()), null, default);
            var result = AuditPolicy.Judge(
                new AuditContext(facts, new AccessLimits { EmergencyAccounts = stage.Truth.EmergencyAccounts }), null,
                new Dictionary<string, FindingException>(StringComparer.Ordinal));
            seconds.Add(watch.Elapsed.TotalSeconds);
            busy.Add((Environment.CpuUsage.TotalTime - worked).TotalSeconds);
            most = Math.Max(most, (GC.GetTotalMemory(forceFullCollection: false) - memory) / 1024.0 / 1024.0);
            GC.KeepAlive(result);
        }
        var (median, work) = (seconds.Order().ElementAt(1), busy.Order().ElementAt(1));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{assignments} assignments, {accounts + users} principals: put together and judged in {work:0.0} s of processor time, {median:0.0} s by the clock (medians of 3), {most:0} MiB; the whole run with simulated Azure in the process {whole:0.0} s, {calls} calls"));
        foreach (var operation in stage.Azure.Calls.Counts.OrderByDescending(one => one.Calls).Take(25))
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  {operation.Calls,6} {operation.Operation} {operation.Status}"));
        return Math.Min(work, median) <= MostSeconds && most <= MostMiB ? 0 : 1;
    }
}
