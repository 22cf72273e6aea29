using System.Text.Json;
using Azure;
using Azure.Core.Pipeline;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Governance;

namespace OpsFunctions.Tests.Simulator.Access;

/// <summary>A simulated Azure whose managed identity reads everything at the root, and the directory, as an audit does.</summary>
internal sealed class Audited : IAsyncDisposable
{
    public const string Reader = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
    public const string Contributor = "b24988ac-6180-42a0-ab88-20f7382dd24c";
    public const string Graph = "https://graph.microsoft.com/v1.0";

    private readonly SimulatedClients _clients;

    private Audited(SimulatedClients clients)
    {
        _clients = clients;
        (Manager, Directory) = (
            clients.Pipeline(by: clients.Azure.Suite.Audit), clients.Pipeline("https://graph.microsoft.com/.default"));
    }

    public SimulatedAzure Azure => _clients.Azure;

    public string Subscription => $"/subscriptions/{_clients.ProductionId}";

    public HttpPipeline Manager { get; }

    public HttpPipeline Directory { get; }

    public static async Task<Audited> Start(bool atRoot = true, SimulatedAzureOptions? options = null)
    {
        var clients = await SimulatedClients.Start(machines: 6, options);
        var reader = BuiltInRoles.All.Single(one => one.Id == Reader).Role;
        clients.Azure.Roles.Assign();
        clients.Azure.Roles.Assign(
            clients.Azure.Suite.Audit,
            new RoleAssignment(reader, atRoot ? "/" : ManagementGroups.IdOf(clients.Azure.ManagementGroups.Root)));
        return new(clients);
    }

    public void PermitAll() => Azure.Directory.Permit(
        "Application.Read.All", "AuditLog.Read.All", "Directory.Read.All", "PrivilegedEligibilitySchedule.Read.AzureADGroup",
        "RoleManagement.Read.Directory");

    public Task<Response> Arm(string scope, string type, string version, string filter = "") => Manager.Get(
        $"https://management.azure.com{scope}/providers/Microsoft.Authorization/{type}?api-version={version}{filter}");

    public Task<Response> Read(string path) => Directory.Get($"{Graph}/{path}");

    /// <summary>All rows of all pages, and how many pages there were.</summary>
    public static async Task<(List<JsonElement> Rows, int Pages)> All(HttpPipeline pipeline, Response first)
    {
        var (rows, pages, page) = (new List<JsonElement>(), 0, first.Json());
        while (true)
        {
            pages++;
            rows.AddRange(page.GetProperty("value").EnumerateArray());
            if (!page.TryGetProperty("nextLink", out var next) && !page.TryGetProperty("@odata.nextLink", out next))
                return (rows, pages);
            page = (await pipeline.Get(next.GetString()!)).Json();
        }
    }

    public ValueTask DisposeAsync() => _clients.DisposeAsync();
}
