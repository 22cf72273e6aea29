using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace OpsFunctions.Local.Host;

/// <summary>Finds the app's functions.</summary>
internal static class FunctionFinder
{
    private const BindingFlags Methods =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IReadOnlyList<FunctionEntry> Find(LocalHostOptions options)
    {
        var types = options.FunctionTypes ?? [.. (options.FunctionAssemblies ?? [.. Assemblies()]).SelectMany(a => a.GetTypes())];
        var found = types.SelectMany(t => t.GetMethods(Methods))
            .Where(m => m.IsDefined(typeof(FunctionAttribute)))
            .Select(m => new FunctionEntry(m))
            .OrderBy(f => f.Name, StringComparer.Ordinal)
            .ToList();
        var twice = found.GroupBy(f => f.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1);
        return twice is null
            ? found
            : throw new InvalidOperationException($"Function '{twice.Key}' is declared more than once: {string.Join(", ", twice.Select(f => f.Where))}.");
    }

    private static IEnumerable<Assembly> Assemblies()
    {
        var runtime = typeof(FunctionFinder).Assembly.GetName().Name;
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var queue = new Queue<Assembly>();
        if (Assembly.GetEntryAssembly() is { } entry)
        {
            queue.Enqueue(entry);
        }

        while (queue.TryDequeue(out var assembly))
        {
            var references = assembly.GetReferencedAssemblies();
            if (references.Any(r => string.Equals(r.Name, runtime, StringComparison.OrdinalIgnoreCase)))
            {
                yield return assembly;
            }
            else if (assembly != Assembly.GetEntryAssembly())
            {
                continue;
            }

            foreach (var reference in references.Where(r => !string.Equals(r.Name, runtime, StringComparison.OrdinalIgnoreCase) && seen.Add(r.FullName)))
            {
                queue.Enqueue(Assembly.Load(reference));
            }
        }
    }
}
