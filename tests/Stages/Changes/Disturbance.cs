using Azure;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Guard.Stop;
using OpsFunctions.Simulator;
using static System.FormattableString;

namespace OpsFunctions.Stages.Changes;

/// <summary>What happens beside the calls.</summary>
internal enum Trouble
{
    Lock,
    OtherSize,
    OtherTag,
    OtherPower,
    KillSwitch,
    StorageOutage,
    AzureOutage,
}

/// <summary>Something that happens to a change right before one of its calls, and may be over an hour later.</summary>
internal sealed class Disturbance(ChangeStage stage, Trouble trouble, int beforeCall)
{
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(1);

    private DateTimeOffset? _over;
    private int _calls;

    public override string ToString() => Invariant($"{trouble} before call {beforeCall}");

    private bool IsOn => _over > stage.Azure.Time.GetUtcNow();

    /// <summary>The app is about to call Azure.</summary>
    public async Task CallAsync()
    {
        if (++_calls == beforeCall)
            await BeginAsync();
        if (trouble == Trouble.AzureOutage && IsOn)
            throw new RequestFailedException("no connection to Azure");
    }

    /// <summary>The app is about to call its storage.</summary>
    public void CallStorage()
    {
        if (trouble == Trouble.StorageOutage && IsOn)
            throw new RequestFailedException("no connection to the storage");
    }

    /// <summary>Ends what has lasted long enough.</summary>
    public void Look()
    {
        if (trouble == Trouble.Lock && _over <= stage.Azure.Time.GetUtcNow())
            stage.Azure.Locks.Remove(stage.Machine.Id);
    }

    private async Task BeginAsync()
    {
        _over = stage.Azure.Time.GetUtcNow() + Lasts;
        switch (trouble)
        {
            case Trouble.Lock:
                stage.Azure.Locks.Add(stage.Machine.Id, LockLevel.ReadOnly);
                break;
            case Trouble.OtherSize:
                stage.HasOtherSize = true;
                stage.Azure.SetSizeAsSomebodyElse(stage.Machine, stage.Before == "Standard_D8s_v5" ? "Standard_D4s_v5" : "Standard_D8s_v5");
                break;
            case Trouble.OtherTag:
                stage.Azure.SetTagAsSomebodyElse(stage.Machine, "ops:rightsizing", "report");
                break;
            case Trouble.OtherPower:
                stage.HasOtherPower = true;
                stage.Azure.SetPowerAsSomebodyElse(stage.Machine, !stage.Machine.IsRunning(stage.Azure.Time.GetUtcNow()));
                break;
            case Trouble.KillSwitch:
                await stage.Services.GetRequiredService<KillSwitch>().ThrowAsync(KillSwitchLevel.Soft, "rehearsal", "drawn", default);
                break;
        }
    }
}
