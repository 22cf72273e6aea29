using OpsFunctions.Local.Cli.Rehearsal;
using OpsFunctions.Simulator;

namespace OpsFunctions.Local.Cli.Commands;

/// <summary>Tells how clients are pointed at a running simulator.</summary>
internal static class SimulatorWords
{
    public static void Write(SimulatedAzure azure, string certificate, IReadOnlyList<RoleDefinition> roles, Action<string> write)
    {
        var clock = azure.Time is SimulatedClock ? $"time stands at {azure.Time.GetUtcNow():O}" : "real time";
        write($"Simulated Azure at {azure.Address} with {azure.Fleet.Machines.Count} machines, {clock}.");
        write(
            $"Roles: {(roles.Count == 0 ? "the suite's own (bicep/roles)" : string.Join(", ", roles.Select(static role => role.Name)))}.");
        write($"The app on it:    serve --azure {azure.Address}");
        write("Any other client: set these, and leave the program as it is (docs/simulator-for-others.md has more)");
        write($"  HTTPS_PROXY={azure.Proxy}");
        write("  NO_PROXY=127.0.0.1,localhost");
        write($"  SSL_CERT_FILE={certificate}    (Node: NODE_EXTRA_CA_CERTS, Python: REQUESTS_CA_BUNDLE)");
        write($"  IDENTITY_ENDPOINT={azure.Address}msi/token");
        write($"  IDENTITY_HEADER={SimulatedAzure.IdentityHeader}");
        write($"  AZURE_CLIENT_ID={azure.ClientId}");
        write($"  or one of the others: {string.Join(", ", azure.Suite.All.Select(static one => $"{one.Name} {one.ClientId}"))}");
        write($"  AZURE_TENANT_ID={azure.TenantId}");
        write($"  AZURE_SUBSCRIPTION_ID={azure.Fleet.Subscriptions[0].Id}");
        write(
            $"By hand: curl -H 'x-sim-host: management.azure.com' -H \"Authorization: Bearer $TOKEN\" '{azure.Address}subscriptions?api-version=2022-12-01'");
        write($"What was asked: {azure.Address}_sim/calls; what is not simulated answers 501 NotSimulated.");
        RecordingNotes.Show(azure.Fleet.Notes, write);
        write("Ctrl+C stops it.");
    }
}
