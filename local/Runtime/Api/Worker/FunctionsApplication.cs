namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Where a function app's program starts.</summary>
public class FunctionsApplication
{
    public static FunctionsApplicationBuilder CreateBuilder(string[] args) => new(args);
}

/// <summary>Turns on ASP.NET Core types for HTTP functions.</summary>
public static class FunctionsApplicationBuilderAspNetCoreExtensions
{
    public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder)
    {
        OpsFunctions.Local.Host.RuntimeServices.AddWeb(builder.Services);
        return builder;
    }
}
