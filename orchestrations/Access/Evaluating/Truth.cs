using System.Text.Json.Serialization;

namespace OpsFunctions.Orchestrations.Access.Evaluating;

/// <summary>What can be said of a right.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Truth>))]
public enum Truth
{
    No,

    /// <summary>It depends on a condition that is not understood, or on what is not known here: neither proven nor dropped.</summary>
    Conditional,

    Yes,
}

internal static class Truths
{
    public static Truth And(this Truth one, Truth other) => one < other ? one : other;

    public static Truth Or(this Truth one, Truth other) => one > other ? one : other;

    public static Truth Not(this Truth one) => Truth.Yes - (int)one;
}
