using System.Text.Json;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Governance;

/// <summary>Lists management locks at a scope, below and above it; with atScope() only those at it.</summary>
internal sealed class LockEndpoint(SimulatedAzure azure)
{
    private const string Suffix = "/providers/Microsoft.Authorization/locks";

    public Task List(Exchange exchange)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is null)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        var scope = exchange.Path.TrimEnd('/')[..^Suffix.Length];
        var atScope = exchange.Query("$filter")?.Contains("atScope()", StringComparison.OrdinalIgnoreCase) ?? false;
        var locks = azure.Locks.Around(scope).Where(one => !atScope || one.Scope.Equals(scope, StringComparison.OrdinalIgnoreCase)).ToList();
        return Pages.Write(exchange, locks, int.MaxValue / 2, Write);
    }

    private static void Write(Utf8JsonWriter writer, ManagementLock one)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("properties");
        writer.WriteString("level", one.Level.ToString());
        if (one.Notes is not null)
            writer.WriteString("notes", one.Notes);
        writer.WriteEndObject();
        writer.WriteString("id", one.Id);
        writer.WriteString("type", "Microsoft.Authorization/locks");
        writer.WriteString("name", one.Name);
        writer.WriteEndObject();
    }
}
