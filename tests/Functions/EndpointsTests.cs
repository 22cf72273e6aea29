using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Functions;
using OpsFunctions.Functions.Http;
using Xunit;

namespace OpsFunctions.Tests.Functions;

public class EndpointsTests
{
    [Fact]
    public void Every_function_with_an_HTTP_trigger_is_listed_with_the_role_it_needs_and_nothing_else_is()
    {
        var declared = typeof(App).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
                | BindingFlags.DeclaredOnly))
            .SelectMany(Declared)
            .Order(StringComparer.Ordinal);

        Assert.Equal(declared, Endpoints.All.Select(one => $"{one.Method} {one.Route} {one.Function}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Nothing_but_health_is_open() =>
        Assert.Equal("health", Assert.Single(Endpoints.All, endpoint => endpoint.IsOpen).Route);

    [Theory]
    [InlineData("GET", nameof(RunTriggers.ListRuns), true)]
    [InlineData("POST", nameof(RunTriggers.ListRuns), false)]
    [InlineData("GET", "listruns", false)]
    [InlineData("GET", "Unlisted", false)]
    public void A_function_is_no_way_in_by_another_method_or_name(string method, string function, bool listed)
    {
        var http = new DefaultHttpContext();
        http.Request.Method = method;

        Assert.Equal(listed, Endpoints.Find(function, http.Request) is not null);
    }

    // A trigger without methods takes them all: "*" is never listed, so it fails here.
    private static IEnumerable<string> Declared(MethodInfo method) =>
        from parameter in method.GetParameters()
        let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
        where trigger is not null
        let function = method.GetCustomAttribute<FunctionAttribute>()?.Name
        from verb in trigger.Methods is { Length: > 0 } methods ? methods : ["*"]
        select $"{verb.ToUpperInvariant()} {trigger.Route ?? function} {function}";
}
