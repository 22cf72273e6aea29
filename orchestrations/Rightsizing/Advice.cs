using System.Text.Json.Serialization;

namespace OpsFunctions.Orchestrations.Rightsizing;

/// <summary>What is advised.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AdviceKind>))]
public enum AdviceKind
{
    /// <summary>The size is right, or no other is better.</summary>
    Keep,

    /// <summary>Another size serves the load better or cheaper.</summary>
    Resize,

    /// <summary>Nothing uses the machine.</summary>
    Shutdown,

    /// <summary>Too little is known for an advice.</summary>
    Unknown,
}

/// <summary>An advice with its reason.</summary>
/// <param name="Kind">What is advised.</param>
/// <param name="Target">The size to change to; null unless <see cref="AdviceKind.Resize"/>.</param>
/// <param name="MonthlySaving">USD a month of 730 hours, by the share of time the machine runs; below zero where the target costs more.</param>
/// <param name="Reason">Why, with the figures.</param>
public sealed record Advice(AdviceKind Kind, string? Target, double MonthlySaving, string Reason)
{
    /// <summary>Settings of the machine that could not be read, and how each was taken.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    public static Advice Keep(string reason) => new(AdviceKind.Keep, null, 0, reason);

    public static Advice Unknown(string reason) => new(AdviceKind.Unknown, null, 0, reason);

    public static Advice Shutdown(double saving, string reason) => new(AdviceKind.Shutdown, null, saving, reason);

    public static Advice Resize(string target, double saving, string reason) => new(AdviceKind.Resize, target, saving, reason);
}

/// <summary>A machine as the report shows it.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="Tags">What its tags say.</param>
/// <param name="Size">Its present size; null where the region's offer could not be read or does not list it.</param>
/// <param name="Target">The advised size; null unless a resize is advised.</param>
/// <param name="Demand">What it needed; null where that is unknown.</param>
/// <param name="Advice">What is advised.</param>
/// <param name="Unread">What of it could not be read and cost it its advice; null where all was.</param>
public sealed record Assessment(
    Fleet.Machine Machine, Fleet.OpsTags Tags, Size? Size, Size? Target, Demand? Demand, Advice Advice, string? Unread);
