using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace OpsFunctions.Functions.Http;

/// <summary>One way in.</summary>
/// <param name="Route">Below <c>/api</c>, as the function declares it.</param>
/// <param name="Function">Its function; middleware is told that, not the route.</param>
/// <param name="Lets">The roles of which it takes any; empty: open to all.</param>
internal sealed record Endpoint(string Method, string Route, string Function, IReadOnlyList<Role> Lets)
{
    public bool IsOpen => Lets.Count == 0;

    /// <summary>It stops changes: see <see cref="NeverLimitedAttribute"/>.</summary>
    public bool IsNeverLimited { get; init; }

    /// <summary>Bytes of a body that it takes, where the app's settings allow as many.</summary>
    public int MostBody { get; init; } = int.MaxValue;

    /// <summary>Who sends alerts comes in here, also by what only such senders can send.</summary>
    public bool TakesAlerts => Lets.Contains(Role.Alerts);

    public bool LetsIn(Caller caller) => IsOpen || Lets.Any(caller.May);
}

/// <summary>Every way in and the roles it takes, as its function declares them. What declares none is refused for everybody.</summary>
internal static class Endpoints
{
    public static IReadOnlyList<Endpoint> All { get; } =
    [
        .. typeof(App).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static
                | BindingFlags.DeclaredOnly))
            .SelectMany(Declared)
            .OrderBy(one => one.Route, StringComparer.Ordinal).ThenBy(one => one.Method, StringComparer.Ordinal),
    ];

    /// <summary>Null: no way in.</summary>
    public static Endpoint? Find(string function, HttpRequest request) => All.FirstOrDefault(endpoint =>
        string.Equals(endpoint.Function, function, StringComparison.Ordinal) && HttpMethods.Equals(endpoint.Method, request.Method));

    private static IEnumerable<Endpoint> Declared(MethodInfo method)
    {
        var trigger = method.GetParameters()
            .Select(one => one.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault(one => one is not null);
        IReadOnlyList<Role>? lets = method.IsDefined(typeof(LetsEverybodyAttribute))
            ? []
            : method.GetCustomAttribute<LetsAttribute>()?.Roles;
        return trigger is null || lets is null
            ? []
            // One without methods would take all of them; it is no way in.
            : (trigger.Methods ?? []).Select(verb => new Endpoint(
                verb.ToUpperInvariant(), trigger.Route!, method.GetCustomAttribute<FunctionAttribute>()!.Name, lets)
            {
                IsNeverLimited = method.IsDefined(typeof(NeverLimitedAttribute)),
                MostBody = method.GetCustomAttribute<TakesAttribute>()?.Most ?? int.MaxValue,
            });
    }
}
