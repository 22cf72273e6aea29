using OpsFunctions.Stages.Changes;

namespace OpsFunctions.Tests.Changes;

/// <summary>What tests of one change do in a row.</summary>
internal static class StageSteps
{
    /// <summary>Begins, carries the plan out and reads the end.</summary>
    /// <param name="begun">What is done once the app lives and before the change begins.</param>
    public static async Task<StageEnd> ToEndAsync(this ChangeStage stage, Func<Task>? begun = null)
    {
        await stage.BeginAsync();
        if (begun is not null)
            await begun();
        await stage.WritePlanAsync();
        await stage.RunAsync();
        return await StageEnd.ReadAsync(stage);
    }
}
