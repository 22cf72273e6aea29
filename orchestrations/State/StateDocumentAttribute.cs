using System.Reflection;

namespace OpsFunctions.Orchestrations.State;

/// <summary>On a type that is kept in the state from run to run: where it lies, and what becomes of it.</summary>
/// <param name="names">Its name without ending, <c>*</c> for one part of it: <c>snapshots/holds/*</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class StateDocumentAttribute(string names) : Attribute
{
    public string Names { get; } = names;

    /// <summary>What its loss does, a sentence without a stop.</summary>
    public required string Loss { get; init; }

    /// <summary>What it does where it is there and cannot be read, a sentence without a stop.</summary>
    public required string Damage { get; init; }

    /// <summary>How it is mended, a sentence without a stop.</summary>
    public required string Mend { get; init; }

    /// <summary>What people wrote is in it: it goes when the days of their words are over.</summary>
    public bool HoldsWords { get; init; }

    /// <summary>Where they lie: what stands before the first <c>*</c>.</summary>
    public string Folder => Names[..(Names.IndexOf('*', StringComparison.Ordinal) is >= 0 and var end ? end : Names.Length)];

    public bool IsNameOf(string name)
    {
        var (parts, own) = (name.Split('/'), Names.Split('/'));
        return parts.Length == own.Length && parts.Zip(own)
            .All(pair => pair.Second == "*" ? pair.First.Length > 0 : pair.First == pair.Second);
    }

    /// <summary>All there are, by where they lie.</summary>
    public static IReadOnlyList<(StateDocumentAttribute Document, Type Type)> All { get; } =
    [
        .. (from type in typeof(StateDocumentAttribute).Assembly.GetTypes()
            let document = type.GetCustomAttribute<StateDocumentAttribute>()
            where document is not null
            select (document, type)).OrderBy(one => one.document.Names, StringComparer.Ordinal),
    ];
}

/// <summary>A document that knows more about itself than its form says.</summary>
internal interface ICheckedDocument
{
    /// <param name="name">Its name in the state, without ending.</param>
    /// <returns>What is wrong with it; null: nothing.</returns>
    string? ProblemAs(string name);
}
