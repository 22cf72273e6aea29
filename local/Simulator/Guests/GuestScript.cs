using System.Globalization;
using System.Text;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Outages;

namespace OpsFunctions.Simulator.Guests;

/// <summary>What a script prints that asks a guest how it is: a web request to itself, its listening ports, its failed services, or
/// probes from inside.</summary>
internal static class GuestScript
{
    private static readonly int[] Ports = [80, 443, 1433, 3306, 5432, 6379, 8080];

    public static string Answer(SimulatedAzure azure, Machine machine, string script)
    {
        if (GuestProbes.Of(script) is { Count: > 0 } probes)
            return GuestProbes.Answer(azure, machine, probes);
        var now = azure.Time.GetUtcNow();
        var works = machine.TroubleAt(now) is GuestTrouble.None;
        if (script.Contains("used=", StringComparison.Ordinal))
            return Used(machine, now);
        if (script.Contains("status=", StringComparison.Ordinal))
            return works ? "status=200" : "status=000";
        if (!script.Contains("uptime=", StringComparison.Ordinal))
            return "ok";
        var printed = new StringBuilder();
        Line(printed, "listen", machine.IsWindows ? 3389 : 22);
        if (works)
            Line(printed, "listen", Ports[(int)(Noise.Mix(machine.Seed ^ Noise.Of("port")) % (ulong)Ports.Length)]);
        else if (!machine.IsWindows)
            printed.Append("failed=app.service\n");
        var boot = machine.Power.LastStart(now.UtcTicks) ?? machine.CreatedAt.UtcTicks;
        Line(printed, "uptime", (now.UtcTicks - boot) / TimeSpan.TicksPerSecond);
        return printed.ToString();
    }

    // Of each disk how full it is, that of the system first.
    private static string Used(Machine machine, DateTimeOffset now)
    {
        var printed = new StringBuilder();
        for (var lun = -1; lun < machine.DataDisks; lun++)
        {
            int? number = lun < 0 ? null : lun;
            var full = machine.OutageAt(now.UtcTicks, one => SimulatedOutages.IsFull(one) && SimulatedOutages.LunOf(one) == number);
            var name = number is null ? "os" : number.Value.ToString(CultureInfo.InvariantCulture);
            Line(printed, $"used.{name}", full?.Options.UsedPercent ?? 20 + (long)(Noise.Mix(machine.Seed, lun) % 50));
        }
        return printed.ToString();
    }

    private static void Line(StringBuilder printed, string name, long value) =>
        printed.Append(name).Append('=').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
