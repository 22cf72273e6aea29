using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using OpsFunctions.Local.Cli.Rehearsal;
using OpsFunctions.Local.Cli.Rehearsal.Drills;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Simulator;

namespace OpsFunctions.Local.Cli.Commands;

/// <summary>
/// <c>simulator</c>: simulated Azure as a process of its own, so that the app can be killed while Azure lives on, and other people's tools
/// can be tried on it.
/// </summary>
internal static class SimulatorCommand
{
    private const string RealTime = "real";

    public static Command Create()
    {
        var port = Options.Number("--port", "Port on loopback", 0, 65535, 7072);
        var proxy = Options.Number("--proxy-port", "Port on loopback for clients that come by HTTPS_PROXY", 0, 65535, 7073);
        var certificate = new Option<string>("--certificate")
        {
            Description = "File to write the certificate to that such clients must trust",
            DefaultValueFactory = _ => "out/simulator-ca.pem",
        };
        var fleet = Options.Number("--fleet", "Machines", 1, 20_000, 200);
        var seed = Options.Number("--seed", "Seed of fleet and faults", 0, int.MaxValue, 1);
        var traces = new Option<string?>("--traces") { Description = "Folder of recorded loads (CSV), each replayed as a machine" };
        var faults = Options.OneOf("--faults", "How often simulated Azure fails", "none", "low", "high");
        var clock = new Option<string>("--clock")
        {
            Description = "real, or a moment such as 2026-01-05T00:00:00Z at which time stands until POST /_sim/clock moves it",
            DefaultValueFactory = _ => RealTime,
        };
        var roles = new Option<string[]>(
            "--role") { Description = "File with a role definition that the identity has, in place of the suite's own; may be repeated" };
        var all = new Option<bool>("--allow-all") { Description = "Allow everything, in place of the suite's own roles" };

        var command = new Command("simulator", "Run simulated Azure alone, for the app or for any other client")
        {
            port, proxy, certificate, fleet, seed, traces, faults, clock, roles, all,
        };
        command.SetAction(async (parsed, ct) =>
        {
            var allowed = ReadRoles(parsed.GetValue(roles) ?? [], parsed.GetValue(all));
            var options = new SimulatorOptions
            {
                Machines = parsed.GetValue(fleet), Seed = parsed.GetValue(seed), Traces = parsed.GetValue(traces),
                Faults = Options.ReadFaults(parsed.GetValue(faults)!), Port = parsed.GetValue(port), ProxyPort = parsed.GetValue(proxy),
                StandsAt = ReadClock(parsed.GetValue(clock)!),
            };
            await using var azure = await StartAsync(options, ct);
            if (allowed.Count > 0)
                azure.Roles.Replace(allowed);
            var file = Path.GetFullPath(parsed.GetValue(certificate)!);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, azure.CertificateAuthority, ct);
            SimulatorWords.Write(azure, file, allowed, Console.WriteLine);
            await Waiting.ForCancellationAsync(ct);
            foreach (var unknown in azure.Calls.Unknown)
                Console.WriteLine($"not simulated: {unknown}");
            return 0;
        });
        return command;
    }

    /// <summary>Simulated Azure with an address.</summary>
    public static async Task<SimulatedAzure> StartAsync(SimulatorOptions options, CancellationToken ct)
    {
        var start = options.StandsAt ?? TimeProvider.System.GetUtcNow();
        try
        {
            var azure = await SimulatedAzure.StartAsync(new SimulatedAzureOptions
            {
                Fleet = new FleetOptions { Machines = options.Machines, Seed = options.Seed, Start = start, TracesFolder = options.Traces,
                    EmptySubscriptions = options.HasDrills ? 1 : 0 },
                Start = start,
                Faults = options.Faults,
                Listens = true,
                Port = options.Port,
                ProxyPort = options.ProxyPort,
                Time = options.StandsAt is null ? TimeProvider.System : null,
                AllowsUnknown = true,
                ImmutableContainers = [EvidenceStore.Container],
            }, ct);
            options.Fill(azure);
            DeployedEvents.Set(azure, LocalAppOptions.DefaultAccount);
            if (options.HasDrills)
            {
                DrilledApplications.Mark(azure);
                DrilledApplications.TakePoints(azure);
            }
            return azure;
        }
        catch (IOException e) when (e is not DirectoryNotFoundException)
        {
            var proxy = options.ProxyPort is { } number ? $" or --proxy-port {number.ToString(CultureInfo.InvariantCulture)}" : "";
            throw new WrongInputException(
                $"--port {options.Port.ToString(CultureInfo.InvariantCulture)}{proxy} cannot be listened on: {e.Message}");
        }
    }

    /// <exception cref="WrongInputException">Both are given, or a file cannot be used.</exception>
    private static List<RoleDefinition> ReadRoles(string[] files, bool all)
    {
        if (all && files.Length > 0)
            throw new WrongInputException("--allow-all and --role exclude each other: name roles, or allow everything");
        return all ? [Roles.Everything] : [.. files.Select(ReadRole)];
    }

    private static RoleDefinition ReadRole(string file)
    {
        try
        {
            var role = RoleDefinition.Read(File.ReadAllText(file));
            return role.AssignableAt(["/"]).Problems is [var problem, ..] && !problem.Contains("scope", StringComparison.OrdinalIgnoreCase)
                ? throw new WrongInputException($"--role {file}: Azure refuses the role '{role.Name}': {problem}")
                : role;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new WrongInputException($"--role {file}: {e.Message}");
        }
    }

    private static DateTimeOffset? ReadClock(string text)
    {
        if (text == RealTime)
            return null;
        return DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
            && moment.Year is >= 2000 and <= 2100
            ? moment
            : throw new WrongInputException($"--clock is '{text}'; it must be real, or a moment such as 2026-01-05T00:00:00Z");
    }
}

/// <summary>What simulated Azure as a process of its own is started with.</summary>
internal sealed record SimulatorOptions
{
    public int Machines { get; init; } = 200;

    public int Seed { get; init; } = 1;

    /// <summary>Folder of recorded loads; null: none.</summary>
    public string? Traces { get; init; }

    public FaultLevel Faults { get; init; }

    /// <summary>Port on loopback; 0: a free one.</summary>
    public int Port { get; init; }

    /// <summary>The same of the proxy; null: none.</summary>
    public int? ProxyPort { get; init; }

    /// <summary>The moment at which time stands until it is moved; null: real time.</summary>
    public DateTimeOffset? StandsAt { get; init; }

    /// <summary>A subscription for drills, and an application with recovery points that can be drilled. Default: false.</summary>
    public bool HasDrills { get; init; }

    /// <summary>Puts something into it before its events are delivered. Default: nothing.</summary>
    public Action<SimulatedAzure> Fill { get; init; } = _ => { };
}

internal static class Waiting
{
    /// <summary>Returns when the user stops the program.</summary>
    public static async Task ForCancellationAsync(CancellationToken ct)
    {
        var stopped = new TaskCompletionSource();
        await using var registration = ct.Register(stopped.SetResult);
        await stopped.Task;
    }
}
