using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Events;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Access.Watching;

/// <summary>Hears of writes in subscriptions, and notes those that give a right: the watch looks them up.</summary>
internal static class GrantEvents
{
    private const string Written = "Microsoft.Resources.ResourceWriteSuccess";
    private const string Assignments = "/providers/Microsoft.Authorization/roleAssignments/";

    public static IServiceCollection AddGrantEvents(this IServiceCollection services) => services.AddSingleton(provider =>
    {
        var (state, time) = (provider.GetRequiredService<StateStore>(), provider.GetRequiredService<TimeProvider>());
        return new EventSubscription(Written, async (notice, ct) =>
        {
            if (notice.Subject.Contains(Assignments, StringComparison.OrdinalIgnoreCase))
                await state.WriteAsync(NotedGrant.NameOf(notice.Key), new NotedGrant(notice.Key, notice.Subject, time.GetUtcNow()), ct);
        });
    });
}
