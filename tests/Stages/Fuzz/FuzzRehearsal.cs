using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Local.Cli.Rehearsal;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Events;
using OpsFunctions.Orchestrations.Guard.Stop;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Stages.Fuzz;

/// <summary>
/// Bodies, messages and documents with one thing wrong, drawn by seed. Of a body: no 5xx, and no effect that the intact one would not have
/// had. Of a document: it is refused by its name, or means what it meant; where it means something else, the app lives a day with it.
/// </summary>
internal sealed class FuzzRehearsal(
    FuzzWorld world, IReadOnlyList<FuzzBody> bodies, IReadOnlyList<(string Name, Type Type, string Json)> documents)
{
    // A day of the app is a hundred times what reading a document is.
    private const int RefusedPerDay = 250;
    private const int AcceptedPerDay = 25;

    private const string Message = """
        {"id":"e1","source":"/subscriptions/00000000-0000-0000-0000-000000000000","subject":"/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v","type":"Microsoft.Compute.x","time":"2026-06-01T00:00:00Z","specversion":"1.0","data":{"a":[1,{"b":null}]}}
        """;

    private static readonly string[] Looks = ["api/kill-switch", "api/approvals", "api/approvals/fuzz", "api/approvals?all=true",
    "api/runs", "api/reports", "api/health"];

    public int Refused { get; private set; }

    public int Accepted { get; private set; }

    public int Days { get; private set; }

    public static async Task<FuzzRehearsal> OfAsync(FuzzWorld world) => new(world, FuzzBody.Of(world), await world.DocumentsAsync());

    /// <returns>What is wrong; null: nothing.</returns>
    public async Task<string?> CaseAsync(int seed)
    {
        var random = new Random(seed);
        return random.Next(12) switch
        {
            0 => await MessageAsync(random),
            < 6 => await BodyAsync(random),
            _ => await DocumentAsync(seed, random),
        };
    }

    private async Task<string?> BodyAsync(Random random)
    {
        var body = bodies[random.Next(bodies.Count)];
        var mutation = JsonMutation.Of(body.Json, random);
        return await body.SendAsync(world, mutation.Text) is { } wrong
            ? $"{body.Method} {body.Path}, {mutation.Kind} at {mutation.Path}: {wrong}" : null;
    }

    private async Task<string?> MessageAsync(Random random)
    {
        var mutation = JsonMutation.Of(Message, random);
        try
        {
            await world.Services.GetRequiredService<EventIntake>().TakeAsync(mutation.Text, default);
            return null;
        }
        catch (UnreadableEventException)
        {
            // The host tries again, and keeps it apart.
            return null;
        }
#pragma warning disable CA1031 // Anything else is what is looked for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return $"message, {mutation.Kind} at {mutation.Path}: {e}";
        }
    }

    private async Task<string?> DocumentAsync(int seed, Random random)
    {
        var ofKind = documents.GroupBy(one => one.Type).ElementAt(random.Next(documents.Select(one => one.Type).Distinct().Count()));
        var (name, type, json) = ofKind.ElementAt(random.Next(ofKind.Count()));
        var mutation = JsonMutation.Of(json, random);
        var wrong = await ReadAsync(name, type, json, mutation.Text) switch
        {
            { IsRefused: true } => seed % RefusedPerDay == 0 ? await DayAsync(name, mutation.Text) : null,
            { Problem: { } problem } => problem,
            { IsSame: false } => seed % AcceptedPerDay == 0 ? await DayAsync(name, mutation.Text) : null,
            _ => null,
        };
        return wrong is null ? null : $"{name}, {mutation.Kind} at {mutation.Path}: {wrong}";
    }

    private async Task<Reading> ReadAsync(string name, Type type, string json, string mutated)
    {
        try
        {
            using var packed = DocumentDamage.Pack(mutated).ToStream();
            var read = await PackedJson.ReadAsync(packed, type, name, default);
            var isSame = JsonSerializer.Serialize(read, type, StrictJson.Options) == JsonSerializer.Serialize(
                JsonSerializer.Deserialize(json, type, StrictJson.Options), type, StrictJson.Options);
            Accepted += isSame ? 0 : 1;
            return new(IsSame: isSame);
        }
        catch (DamagedDocumentException e)
        {
            Refused++;
            return e.Message.Contains($"state/{name}.json.gz", StringComparison.Ordinal)
                ? new(IsRefused: true)
                : new(Problem: $"it is not named: {e.Message}");
        }
#pragma warning disable CA1031 // Anything else is what is looked for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new(Problem: e.ToString());
        }
    }

    // A day with it, in which nobody mends it: every run ends, what is held stays, and no answer is a 5xx.
    private async Task<string?> DayAsync(string name, string text)
    {
        Days++;
        var blob = world.Blobs.GetBlobClient($"{name}{StateCheck.Ending}");
        // Some are forgotten in time.
        var whole = await blob.ExistsAsync() ? (await blob.DownloadContentAsync()).Value.Content : null;
        var held = world.Azure.Snapshots.All.Count(point => point.Disk.Contains(world.Held.Name, StringComparison.OrdinalIgnoreCase));
        var before = (await world.FailedRunsAsync()).ToHashSet(StringComparer.Ordinal);
        await blob.UploadAsync(DocumentDamage.Pack(text), overwrite: true);
        await world.PassAsync(TimeSpan.FromDays(1));
        var wrong = new List<string>();
        foreach (var path in Looks.Append($"api/snapshots/{world.Held.Name}"))
            using (var answer = await world.Http.GetAsync(path))
                if ((int)answer.StatusCode >= 500)
                    wrong.Add($"GET {path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        wrong.AddRange((await world.FailedRunsAsync()).Where(run => !before.Contains(run)));
        if (world.Azure.Snapshots.All.Count(point => point.Disk.Contains(world.Held.Name, StringComparison.OrdinalIgnoreCase)) < held)
            wrong.Add("points were deleted that are held");
        var latest = world.Azure.Time.GetUtcNow().AddHours(-26);
        // A kill switch that cannot be read stops taking, too.
        var fresh = world.Azure.Snapshots.History.Where(point => point.CreatedAt > latest).ToList();
        wrong.AddRange(world.Azure.Fleet.Machines
            .Where(machine => name != KillSwitch.Document && !machine.HasEphemeralOsDisk
                && !fresh.Exists(point => point.SourceId.Contains(machine.Name, StringComparison.OrdinalIgnoreCase)))
            .Select(machine => $"{machine.Name} has no fresh point"));
        if (whole is null)
            await blob.DeleteIfExistsAsync();
        else
            await blob.UploadAsync(whole, overwrite: true);
        return wrong.Count == 0 ? null : string.Join("; ", wrong);
    }

    private sealed record Reading(bool IsSame = true, bool IsRefused = false, string? Problem = null);
}
