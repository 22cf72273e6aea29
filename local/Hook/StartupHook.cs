using System.Reflection;
using System.Runtime.Loader;
using OpsFunctions.Hook;

/// <summary>
/// What .NET runs before the app's own <c>Main</c> where DOTNET_STARTUP_HOOKS names this assembly. The published app is as it is deployed
/// and knows nothing of it: no setting of the app opens this door, only whoever starts its process.
/// </summary>
#pragma warning disable CA1050, MA0047 // .NET looks for a type of this name without a namespace.
internal static class StartupHook
#pragma warning restore CA1050, MA0047
{
    public static void Initialize()
    {
        // The app's folder comes first; what only this side needs lies beside this assembly.
        var folder = Path.GetDirectoryName(typeof(StartupHook).Assembly.Location)!;
        AssemblyLoadContext.Default.Resolving += (context, name) => Beside(folder, context, name);
        BuildingHosts.Watch();
    }

    private static Assembly? Beside(string folder, AssemblyLoadContext context, AssemblyName name)
    {
        var file = Path.Combine(folder, name.Name + ".dll");
        return File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
    }
}
