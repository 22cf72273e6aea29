using System.Globalization;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Alerting;

/// <summary>Autoscale: every five minutes it sets what was scaled by hand back within its bounds. Its rules about metrics are kept, and do
/// nothing here.</summary>
internal sealed class AutoscaleRun(SimulatedAzure azure)
{
    private const string Caller = "Microsoft.Insights/autoscaleSettings";

    // Assumed: as long as a change of capacity by request.
    private static readonly TimeSpan Takes = TimeSpan.FromSeconds(52);

    public void Run(IReadOnlyList<StoredResource> settings)
    {
        foreach (var one in settings.Where(one => one.Exists(azure.Time.GetUtcNow()) && one.Properties.Flag("enabled") is not false))
        {
            var capacity = one.Properties.Objects("profiles") is [var first, ..] ? first["capacity"] : null;
            if (azure.ScaleSets.Find(one.Properties.Text("targetResourceUri") ?? "") is not { } set
                || Number(capacity.Text("minimum")) is not { } least || Number(capacity.Text("maximum")) is not { } most)
                continue;
            var wanted = Math.Clamp(set.Capacity, least, Math.Max(least, most));
            if (wanted != set.Capacity)
                Set(one.Id, set, wanted);
        }
    }

    private void Set(string setting, ScaleSetting.ScaleSet set, int wanted)
    {
        var now = azure.Time.GetUtcNow();
        var grows = wanted > set.Capacity;
        lock (azure.Changing)
        {
            if (grows)
                set.Grow(wanted - set.Capacity, now, now + Takes);
            else
                set.Shrink(set.Capacity - wanted, now, now + Takes);
        }
        var action = $"Microsoft.Insights/AutoscaleSettings/{(grows ? "Scaleup" : "Scaledown")}/Action";
        var correlation = Noise.Id(Noise.Of(setting) ^ (ulong)now.UtcTicks, "autoscale").ToString();
        azure.Activity.Add(new ActivityEntry(now, Caller, action, set.Id, "Succeeded", correlation, Code: null));
    }

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
