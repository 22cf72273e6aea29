namespace OpsFunctions.Tests;

/// <summary>How many generated cases a property sees: a hundredth, or all of them with OPS_CASES=full.</summary>
internal static class GeneratedCases
{
    public static int Of(int full) =>
        Environment.GetEnvironmentVariable("OPS_CASES") == "full" ? full : Math.Max(1, full / 100);
}
