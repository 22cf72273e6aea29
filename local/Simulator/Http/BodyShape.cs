using System.Text.Json;

namespace OpsFunctions.Simulator.Http;

/// <summary>
/// The properties of a request's body that an operation understands, as dotted paths: <c>properties.dnsSettings.dnsServers</c>. Items of a
/// list have the path of the list. A path that ends with <c>.*</c> stands for all below it; names ignore case, as Azure's do.
/// </summary>
internal sealed class BodyShape
{
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _open = [];

    public BodyShape(params IReadOnlyList<string> paths)
    {
        foreach (var path in paths)
        {
            var whole = path.EndsWith(".*", StringComparison.Ordinal) ? path[..^2] : path;
            if (whole.Length < path.Length)
                _open.Add(whole);
            // What leads to it is known, too.
            for (var at = whole.Length; at > 0; at = whole.LastIndexOf('.', at - 1))
                _known.Add(whole[..at]);
        }
    }

    /// <summary>Refuses a body with a property that is not understood.</summary>
    /// <exception cref="NotSimulatedException">There is one.</exception>
    public void Check(JsonElement body) => Check(body, "");

    private void Check(JsonElement value, string at)
    {
        if (value.ValueKind is JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
                Check(item, at);
            return;
        }
        if (value.ValueKind is not JsonValueKind.Object || _open.Exists(one => one.Equals(at, StringComparison.OrdinalIgnoreCase)))
            return;
        foreach (var property in value.EnumerateObject())
        {
            var path = at.Length == 0 ? property.Name : $"{at}.{property.Name}";
            if (!_known.Contains(path))
                throw new NotSimulatedException($"the property {path} of the body");
            Check(property.Value, path);
        }
    }
}
