using OpsFunctions.Local;
using OpsFunctions.Tests.Runtime.Surface;
using Xunit;

namespace OpsFunctions.Tests.Runtime;

public sealed class OfficialSurfaceTests
{
    private static readonly OfficialApi Official = OfficialApi.Load();

    [Fact]
    public void Every_declared_member_is_in_the_official_lists_with_all_its_overloads()
    {
        var complaints = Exported().Where(t => !IsOurs(t)).SelectMany(t => Official.Complaints([.. SurfacePrinter.Lines(t)])).ToList();
        Assert.True(complaints.Count == 0, string.Join('\n', complaints));
    }

    [Fact]
    public void What_is_not_official_lives_in_the_namespace_of_the_runtime()
    {
        var strangers = Exported().Where(t => !IsOurs(t) && !Official.Contains(SurfacePrinter.Lines(t).First()));
        Assert.Empty(strangers.Select(t => t.FullName));
    }

    [Fact]
    public void The_runtime_declares_something_to_compare() => Assert.True(Exported().Count(t => !IsOurs(t)) > 50);

    [Theory]
    [InlineData("N.C.M(System.Int32 other) : System.Void")]
    [InlineData("N.C.M(System.Int32 x = 1) : System.Void")]
    [InlineData("N.C.M(System.Int32 x) : System.Void [virtual]")]
    [InlineData("N.C.P { get; set; } : System.String")]
    [InlineData("N.C.P { get; } : System.String?")]
    public void A_line_that_differs_by_one_word_is_reported(string wrong)
    {
        var api = new OfficialApi(["# a list", "N.C.M(System.Int32 x) : System.Void", "N.C.P { get; } : System.String"]);
        Assert.Contains($"not in the lists: {wrong}", api.Complaints([wrong]));
    }

    [Fact]
    public void A_missing_overload_is_reported_also_when_only_its_arity_differs()
    {
        var api = new OfficialApi(["N.C.M(System.Int32 x) : System.Void", "N.C.M`1(T x) : System.Void", "N.C.Other() : System.Void"]);
        Assert.Equal(["overload missing: N.C.M`1(T x) : System.Void"], api.Complaints(["N.C.M(System.Int32 x) : System.Void"]));
    }

    [Fact]
    public void The_metrics_list_is_compared_without_nullability_and_defaults()
    {
        var api = new OfficialApi(["Azure.Monitor.Query.Metrics.O.ctor(System.Int32 v?)", "Azure.Monitor.Query.Metrics.O.A { get; set; } : System.Nullable<X>"]);
        Assert.Empty(api.Complaints(["Azure.Monitor.Query.Metrics.O.ctor(System.Int32 v = 1)", "Azure.Monitor.Query.Metrics.O.A { get; set; } : X?"]));
        Assert.NotEmpty(api.Complaints(["Azure.Monitor.Query.Metrics.O.A { get; } : X?"]));
    }

    private static Type[] Exported() => typeof(LocalHostOptions).Assembly.GetExportedTypes();

    private static bool IsOurs(Type type) => type.Namespace is "OpsFunctions.Local";
}
