using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpsFunctions.Orchestrations;

/// <summary>An enum in JSON as people write it over HTTP: <c>soft</c>; read in any case, never from a number.</summary>
internal sealed class CamelCaseEnum() : JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
