using System.Text.RegularExpressions;
using Mono.Cecil;
using OpsFunctions.Orchestrations;

namespace OpsFunctions.Tests.Architecture;

/// <summary>One room uses another.</summary>
/// <param name="Where">Type or file that does, and what it names there.</param>
internal sealed record Arrow(string From, string To, string Where);

/// <summary>
/// The rooms of <c>orchestrations</c>, in order: each may use those before it. Capabilities use all of these, and no other capability.
/// </summary>
internal static partial class Rooms
{
    public static readonly string[] GroundFloor =
    [
        "(root)", "Settings", "Arm", "Durable", "State", "Evidence", "Reports", "Notifications", "Events", "Guard", "Fleet", "Machines",
        "Recovery", "Resizing", "Incidents",
    ];

    public static readonly string[] Capabilities = ["Rightsizing", "Snapshots", "Drills", "Access", "Remediation"];

    private const string Root = "OpsFunctions.Orchestrations";

    public static bool IsAllowed(Arrow arrow) =>
        Place(arrow.To) >= 0 && (Capabilities.Contains(arrow.From, StringComparer.Ordinal) || Place(arrow.To) < Place(arrow.From));

    /// <summary>Arrows in the compiled code: what types, members and instructions name.</summary>
    public static IEnumerable<Arrow> Compiled()
    {
        using var module = ModuleDefinition.ReadModule(typeof(Mode).Assembly.Location);
        return
        [
            .. from type in module.Types
               where OfNamespace(type.Namespace) is not null
               let room = OfNamespace(type.Namespace)!
               from used in ReferencedTypes.Of(type).Select(one => (Room: OfNamespace(one.Namespace), one.Name)).Distinct()
               where used.Room is not null && used.Room != room
               select new Arrow(room, used.Room!, $"{type.Name} -> {used.Name}"),
        ];
    }

    /// <summary>
    /// Arrows that the compiler leaves no trace of, names and constants: by the directives and qualified names of the source.
    /// </summary>
    public static IEnumerable<Arrow> Written() =>
        from file in SourceTree.Files("orchestrations")
        let relative = Path.GetRelativePath(Path.Combine(SourceTree.Root, "orchestrations"), file)
        let room = relative.Split(Path.DirectorySeparatorChar) is [var first, _, ..] ? first : "(root)"
        from used in NamedRooms(File.ReadAllText(file)).Distinct(StringComparer.Ordinal)
        where used != room
        select new Arrow(room, used, relative);

    /// <summary>Room of a namespace; null: none of ours.</summary>
    public static string? OfNamespace(string name) => name == Root ? "(root)"
        : name.StartsWith(Root + ".", StringComparison.Ordinal) ? name[(Root.Length + 1)..].Split('.')[0]
        : null;

    // -1: a capability, which nobody uses.
    private static int Place(string room) => Array.IndexOf(GroundFloor, room);

    private static IEnumerable<string> NamedRooms(string source)
    {
        foreach (Match match in Directive().Matches(source))
            yield return match.Groups["room"].Value;
        // Partly qualified, as in nameof(Snapshots.Report.X) or a constant of it.
        foreach (Match match in Qualified().Matches(Comment().Replace(source, "")))
            if (GroundFloor.Concat(Capabilities).Contains(match.Groups["room"].Value, StringComparer.Ordinal))
                yield return match.Groups["room"].Value;
    }

    [GeneratedRegex(@"^using (static )?OpsFunctions\.Orchestrations\.(?<room>\w+)", RegexOptions.Multiline
        | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Directive();

    [GeneratedRegex(
        @"(?<![\w.>)])(OpsFunctions\.Orchestrations\.|Orchestrations\.)?(?<room>[A-Z]\w+)\.(?=[A-Z])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Qualified();

    [GeneratedRegex(@"//.*$|""[^""\n]*""", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Comment();
}
