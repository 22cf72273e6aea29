using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Azure.Bicep.Types.Az;
using Azure.Bicep.Types.Concrete;
using Azure.Bicep.Types.Index;
using OpsFunctions.Tests.Architecture;
using Xunit;

namespace OpsFunctions.Tests.Deployment;

/// <summary>Every type, version and property that is deployed, held against Microsoft's own descriptions of them.</summary>
public sealed partial class BicepTypesTests
{
    private static readonly AzTypeLoader Loader = new();
    private static readonly Lazy<TypeIndex> Types = new(Loader.LoadTypeIndex);

    public static TheoryData<string> Files => [.. Snapshot.Names];

    [Fact]
    public void Every_type_and_version_in_the_templates_is_one()
    {
        var named = SourceTree.All(".bicep").SelectMany(file => Versioned().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["type"].Value).Distinct(StringComparer.Ordinal).ToList();

        Assert.InRange(named.Count, 20, 100);
        Assert.All(named, type => Assert.Contains(type, Types.Value.Resources.Keys));
        Assert.DoesNotContain(named, type => type.EndsWith("-preview", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_property_is_one_of_its_type_and_none_that_is_required_lacks(string file) =>
        Assert.Equal([], Snapshot.Committed(file).Resources.SelectMany(Problems));

    [Fact]
    public void An_unknown_property_and_a_missing_one_are_found()
    {
        var text = Snapshot.Small.Text.Replace("\"allowSharedKeyAccess\"", "\"allowSharedKeys\"", StringComparison.Ordinal)
            .Replace("\"publicAccess\": \"None\"", "\"publicAccess\": \"Nobody\"", StringComparison.Ordinal)
            .Replace("\"principalType\"", "\"kindOfPrincipal\"", StringComparison.Ordinal)
            .Replace("\"roleDefinitionId\"", "\"role\"", StringComparison.Ordinal);

        var problems = Snapshot.Parse("wrong", text).Resources.SelectMany(Problems).ToList();

        Assert.Contains(problems, one => one.EndsWith("properties.allowSharedKeys is no property", StringComparison.Ordinal));
        Assert.Contains(problems, one => one.EndsWith("properties.publicAccess is 'Nobody'", StringComparison.Ordinal));
        Assert.Contains(problems, one => one.EndsWith("properties.kindOfPrincipal is no property", StringComparison.Ordinal));
        Assert.Contains(problems, one => one.EndsWith("properties.roleDefinitionId is required", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Problems(Predicted resource)
    {
        var key = $"{resource.Type}@{resource.ApiVersion}";
        if (!Types.Value.Resources.TryGetValue(key, out var reference))
            return [$"{key} is no type"];
        var type = Loader.LoadResourceType(reference).Body.Type;
        return Problems(type, AsWritten(resource), "").Select(one => $"{resource.Name} ({key}){one}");
    }

    // Without what says which resource it is; a child's name is the last part of site/appsettings.
    private static JsonElement AsWritten(Predicted resource)
    {
        var body = JsonObject.Create(resource.Json)!;
        foreach (var name in new[] { "id", "type", "apiVersion" })
            body.Remove(name);
        body["name"] = resource.Name.Split('/')[^1];
        return JsonSerializer.SerializeToElement(body);
    }

    private static IEnumerable<string> Problems(TypeBase type, JsonElement json, string at)
    {
        // What only Azure can compute.
        if (json.ValueKind == JsonValueKind.Null || (json.ValueKind == JsonValueKind.String && json.GetString()!.StartsWith('[')))
            return [];
        return type switch
        {
            ObjectType one when json.ValueKind == JsonValueKind.Object =>
                OfObject(one.Properties, one.AdditionalProperties?.Type, json, at),
            DiscriminatedObjectType one when json.ValueKind == JsonValueKind.Object => OfDiscriminated(one, json, at),
            ArrayType one when json.ValueKind == JsonValueKind.Array =>
                json.EnumerateArray().SelectMany((item, index) => Problems(one.ItemType.Type, item, $"{at}[{index}]")),
            UnionType one => one.Elements.Any(element => !Problems(element.Type, json, at).Any()) ? [] : [$" {at} is '{json}'"],
            StringLiteralType one => json.ValueKind == JsonValueKind.String && json.GetString() == one.Value ? [] : [$" {at} is '{json}'"],
            StringType => Is(json.ValueKind == JsonValueKind.String, json, at),
            IntegerType => Is(json.ValueKind == JsonValueKind.Number, json, at),
            BooleanType => Is(json.ValueKind is JsonValueKind.True or JsonValueKind.False, json, at),
            AnyType => [],
            _ => [$" {at} is '{json}'"],
        };
    }

    private static IEnumerable<string> OfDiscriminated(DiscriminatedObjectType type, JsonElement json, string at)
    {
        var value = json.TryGetProperty(type.Discriminator, out var found) ? found.GetString()! : "";
        if (!type.Elements.TryGetValue(value, out var element) || element.Type is not ObjectType chosen)
            return [$" {at}.{type.Discriminator} is '{value}'"];
        var own = chosen.Properties.Where(one => one.Key != type.Discriminator);
        var all = type.BaseProperties.Concat(own).DistinctBy(one => one.Key).ToDictionary(StringComparer.Ordinal);
        return OfObject(all, chosen.AdditionalProperties?.Type, json, at, decided: type.Discriminator);
    }

    private static IEnumerable<string> OfObject(
        IReadOnlyDictionary<string, ObjectTypeProperty> known, TypeBase? others, JsonElement json, string at, string decided = "")
    {
        var prefix = at.Length == 0 ? "" : $"{at}.";
        foreach (var property in json.EnumerateObject().Where(one => one.Name != decided))
        {
            var path = $"{prefix}{property.Name}";
            if (!known.TryGetValue(property.Name, out var one))
            {
                if (others is null)
                    yield return $" {path} is no property";
                else
                    foreach (var problem in Problems(others, property.Value, path))
                        yield return problem;
                continue;
            }
            if (one.Flags.HasFlag(ObjectTypePropertyFlags.ReadOnly))
                yield return $" {path} is read-only";
            else
                foreach (var problem in Problems(one.Type.Type, property.Value, path))
                    yield return problem;
        }
        foreach (var (name, one) in known.Where(one => one.Value.Flags.HasFlag(ObjectTypePropertyFlags.Required)))
            if (!json.TryGetProperty(name, out _))
                yield return $" {prefix}{name} is required";
    }

    private static string[] Is(bool holds, JsonElement json, string at) => holds ? [] : [$" {at} is '{json}'"];

    [GeneratedRegex(@"'(?<type>Microsoft\.[A-Za-z/]+@[0-9a-z-]+)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Versioned();
}
