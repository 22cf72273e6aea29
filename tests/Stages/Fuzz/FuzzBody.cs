using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using OpsFunctions.Orchestrations.Guard.Approvals;
using OpsFunctions.Orchestrations.Guard.Stop;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Memory;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Stages.Fuzz;

/// <summary>A request with a body, and the document that it changes.</summary>
/// <param name="Document">Its name; restored after each request.</param>
/// <param name="Allowed">Effects that the intact body has, or has where it leaves out what may be left out.</param>
/// <param name="EffectAsync">What stands in the document, without its times.</param>
internal sealed record FuzzBody(
    HttpMethod Method, string Path, string Json, string Document, IReadOnlyList<string> Allowed, Func<Task<string>> EffectAsync)
{
    private static readonly CompositeFormat Until = CompositeFormat.Parse("{0:yyyy-MM-ddTHH:mm:ssZ}");

    public static IReadOnlyList<FuzzBody> Of(FuzzWorld world)
    {
        var until = string.Format(CultureInfo.InvariantCulture, Until, world.Azure.Time.GetUtcNow().AddDays(30).UtcDateTime);
        var holds = SeriesHolds.NameOf(world.EndedSeries);
        return
        [
            new(HttpMethod.Put, "api/kill-switch", """{"level":"hard","reason":"a drill"}""", KillSwitch.Document, ["Hard a drill"],
                () => SwitchAsync(world)),
            new(HttpMethod.Delete, "api/kill-switch?to=soft", """{"reason":"it is over"}""", KillSwitch.Document,
                ["Off over", "Soft it is over", "Soft "], () => SwitchAsync(world)),
            new(HttpMethod.Put, $"api/snapshots/{world.Replaced.Name}/holds/fuzz", $$"""{"until":"{{until}}","reason":"an audit"}""",
                holds, [$"fuzz an audit {until}"], () => HoldsAsync(world, holds)),
            new(HttpMethod.Post, $"api/snapshots/{world.Replaced.Name}/retire",
                $$"""{"reason":"tidy","sources":["{{world.EndedSeries}}"]}""",
                Retirement.NameOf(world.Replaced.Id), [$"tidy {world.EndedSeries}"], () => RetiredAsync(world)),
            new(HttpMethod.Post, $"api/approvals/{world.Asked.Id}", $$"""{"decision":"reject","planHash":"{{world.Asked.PlanHash}}","comment":"not now"}""",
                $"guard/approvals/{world.Asked.Id}", ["False abc not now", "False abc "], () => AnswerAsync(world)),
        ];
    }

    /// <returns>What is wrong with how it was answered; null: nothing.</returns>
    public async Task<string?> SendAsync(FuzzWorld world, string text)
    {
        var blob = world.Blobs.GetBlobClient($"{Document}{StateCheck.Ending}");
        var before = await EffectAsync();
        using var request = new HttpRequestMessage(Method, Path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var whole = await blob.ExistsAsync() ? (await blob.DownloadContentAsync()).Value.Content : null;
        using var answer = await world.Http.SendAsync(request);
        var after = await EffectAsync();
        if (after != before)
        {
            if (whole is null)
                await blob.DeleteAsync();
            else
                await blob.UploadAsync(whole, overwrite: true);
        }
        return ((int)answer.StatusCode, after == before) switch
        {
            ( >= 500, _) => $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}",
            ( >= 400, false) => $"{answer.StatusCode}, and {before} became {after}",
            ( >= 400, _) when answer.Content.Headers.ContentType?.MediaType != "application/problem+json" =>
                $"{answer.StatusCode} without problem details",
            ( < 400, false) when !Allowed.Contains(after, StringComparer.Ordinal) => $"{answer.StatusCode}, and {before} became {after}",
            _ => null,
        };
    }

    private static async Task<string> SwitchAsync(FuzzWorld world) =>
        (await world.State.FindAsync<KillSwitchState>(KillSwitch.Document, default))?.Value is { } state
            ? $"{state.Level} {state.Reason}"
            : "";

    private static async Task<string> HoldsAsync(FuzzWorld world, string name)
    {
        var holds = (await world.State.FindAsync<SeriesHolds>(name, default))?.Value.Holds ?? [];
        return string.Join(
            "; ", holds.Select(
                hold => $"{hold.Id} {hold.Reason} {string.Format(CultureInfo.InvariantCulture, Until, hold.Until.UtcDateTime)}"));
    }

    private static async Task<string> RetiredAsync(FuzzWorld world) =>
        (await world.State.FindAsync<Retirement>(Retirement.NameOf(world.Replaced.Id), default))?.Value is { } state
            ? $"{state.Reason} {string.Join(' ', state.Sources)}" : "";

    private static async Task<string> AnswerAsync(FuzzWorld world) =>
        (await world.State.FindAsync<Approval>($"guard/approvals/{world.Asked.Id}", default))?.Value.Answer is { } answer
            ? $"{answer.Approved} {answer.PlanHash} {answer.Comment}" : "";
}
