using System.Diagnostics;
using System.Globalization;
using OpsFunctions.Local.Cli;
using OpsFunctions.Orchestrations.Events;
using OpsFunctions.Simulator;
using OpsFunctions.Stages;

namespace OpsFunctions.Benchmarks.Events;

/// <summary>
/// <c>events</c>: 100,000 events while the app is killed and storage fails; each is handled once, none is lost, poison is exactly what
/// cannot be read. <c>events --month</c>: what events cost in a month's rehearsal. Exit code 1 where one of it does not hold.
/// </summary>
internal static class EventsBenchmark
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Contains("--month", StringComparer.Ordinal))
            return await EventsOfMonth.RunAsync(args);
        var events = Arguments.Number(args, "--events", 100_000);
        var kills = Arguments.Number(args, "--kills", 20);
        var watch = Stopwatch.StartNew();
        await using var storm = await EventStorm.StartAsync();
        var left = await storm.RunAsync(events, events / 500, kills, Arguments.Number(args, "--seed", 1));
        var problems = Problems(storm, left).ToList();
        var counts = storm.Azure.Events.Counts;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{counts.Made:N0} events, {counts.Delivered:N0} deliveries ({counts.Doubled:N0} doubled, {counts.FailedAttempts:N0} failed first), "
            + $"{storm.Unreadable.Count:N0} unreadable messages, {storm.Kills} kills of the app, 3 minutes of failing storage: "
            + $"{watch.Elapsed.TotalSeconds:N0} s"));
        problems.ForEach(Console.WriteLine);
        Console.WriteLine(problems.Count == 0 ? "each handled once, none lost, poison exactly the unreadable ones" : "BROKEN");
        return problems.Count == 0 ? 0 : 1;
    }

    private static IEnumerable<string> Problems(EventStorm storm, string? left)
    {
        if (left is not null)
            yield return left;
        var (azure, counts) = (storm.Azure, storm.Azure.Events.Counts);
        var distinct = azure.Events.DeliveredIds.Distinct(StringComparer.Ordinal).Count();
        if (distinct != counts.Made)
            yield return $"Event Grid delivered {distinct} of {counts.Made} events";
        // Each blob is made only where there is none: what was made twice would be there twice.
        foreach (var (folder, what) in new[] { ("events/", "recorded"), (EventsChild.Followed, "followed") })
        {
            var made = azure.Calls.Changes
                .Where(change => change is { Operation: "BlockBlob_Upload", Status: 201 }
                    && change.Target.Contains($"/state/{folder}", StringComparison.Ordinal))
                .GroupBy(change => change.Target, StringComparer.Ordinal).ToList();
            if (made.Count != counts.Made)
                yield return $"{made.Count} events {what} of {counts.Made}";
            if (made.Count(one => one.Count() > 1) is > 0 and var twice)
                yield return $"{twice} events {what} twice";
        }
        var poison = azure.Queues.Messages(LocalAppOptions.DefaultAccount, EventQueue.Poison).Select(one => one.Text).ToList();
        if (poison.Except(storm.Unreadable, StringComparer.Ordinal).Count() is > 0 and var readable)
            yield return $"{readable} readable messages in poison";
        if (storm.Unreadable.Except(poison, StringComparer.Ordinal).Count() is > 0 and var lost)
            yield return $"{lost} unreadable messages are not in poison";
        if (poison.Count - poison.Distinct(StringComparer.Ordinal).Count() is > 0 and var doubled)
            Console.WriteLine(
                $"note: {doubled} unreadable messages stand in poison twice, since the app died between putting and deleting");
    }
}
