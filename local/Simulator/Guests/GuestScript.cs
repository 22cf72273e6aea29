using System.Globalization;
using System.Text;
using OpsFunctions.Simulator.Loads;

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

    private static void Line(StringBuilder printed, string name, long value) =>
        printed.Append(name).Append('=').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
