using System.Text.Json;
using System.Text.RegularExpressions;
using OpsFunctions.Tests.Architecture;

namespace OpsFunctions.Tests.Deployment;

/// <summary>A resource that a deployment would make.</summary>
internal sealed record Predicted(string Id, string Type, string Name, string ApiVersion, JsonElement Json)
{
    public JsonElement Properties => Json.GetProperty("properties");

    /// <summary>What it extends: the id before its last provider.</summary>
    public string Scope => Id[..Id.LastIndexOf("/providers/", StringComparison.Ordinal)];

    public override string ToString() => Id;
}

internal static class JsonPath
{
    /// <summary>What is there after these properties, one within the other.</summary>
    public static JsonElement At(this JsonElement json, params string[] names) =>
        names.Aggregate(json, (one, name) => one.GetProperty(name));
}

/// <summary>A role that an identity has somewhere. Of whom: resource id of the identity, or of the system topic.</summary>
internal sealed record Granted(Predicted Resource, string Of, string RoleId)
{
    /// <summary>The last part of the identity's name: read, act, drill, audit; of a system topic its kind.</summary>
    public string Identity => Of[(Of.LastIndexOf('-') + 1)..];

    public string RoleGuid => RoleId[(RoleId.LastIndexOf('/') + 1)..];
}

/// <summary>What a parameter file deploys, as the Bicep CLI predicts it: bicep/snapshots.</summary>
internal sealed partial class Snapshot
{
    private const string Assignment = "Microsoft.Authorization/roleAssignments";

    private Snapshot(string name, string text)
    {
        (Name, Text) = (name, text);
        Root = JsonDocument.Parse(text).RootElement;
        Resources = [.. Root.GetProperty("predictedResources").EnumerateArray().Select(Read)];
    }

    /// <summary>The parameter files that there are.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "bicep"), "*.bicepparam").Select(Path.GetFileNameWithoutExtension)
            .OfType<string>().Order(StringComparer.Ordinal)];

    public static Snapshot Small { get; } = Committed("small");

    public static Snapshot Large { get; } = Committed("large");

    public static IReadOnlyList<Snapshot> All { get; } = [.. Names.Select(Committed)];

    public string Name { get; }

    public string Text { get; }

    public JsonElement Root { get; }

    public IReadOnlyList<Predicted> Resources { get; }

    public IEnumerable<Granted> Grants => Of(Assignment).Select(one => new Granted(
        one, ReferencedId().Match(Text_(one.Properties, "principalId")).Groups["id"].Value, Text_(one.Properties, "roleDefinitionId")));

    /// <summary>The app's settings as they are deployed: text by name.</summary>
    public IReadOnlyDictionary<string, string> AppSettings => Of("Microsoft.Web/sites/config").Single().Properties.EnumerateObject()
        .ToDictionary(one => one.Name, one => one.Value.GetString()!, StringComparer.Ordinal);

    public static Snapshot Committed(string name) => new(name, SourceTree.Read($"bicep/snapshots/{name}.snapshot.json"));

    public static Snapshot Parse(string name, string text) => new(name, text);

    public IEnumerable<Predicted> Of(string type) => Resources.Where(one => one.Type.Equals(type, StringComparison.OrdinalIgnoreCase));

    public override string ToString() => Name;

    private static Predicted Read(JsonElement json) =>
        new(Text_(json, "id"), Text_(json, "type"), Text_(json, "name"), Text_(json, "apiVersion"), json);

    private static string Text_(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    [GeneratedRegex(@"reference\('(?<id>[^']+)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ReferencedId();
}
