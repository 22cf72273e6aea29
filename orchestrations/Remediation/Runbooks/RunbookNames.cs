namespace OpsFunctions.Orchestrations.Remediation.Runbooks;

/// <summary>The runbooks there are.</summary>
public static class RunbookNames
{
    public const string Restart = "restart";
    public const string Start = "start";
    public const string Reapply = "reapply";
    public const string Redeploy = "redeploy";
    public const string RunScript = "run-script";
    public const string GrowDisk = "grow-disk";
    public const string ScaleOut = "scale-out";
    public const string ResizeUp = "resize-up";

    public static IReadOnlyList<string> All { get; } = [Restart, Start, Reapply, Redeploy, RunScript, GrowDisk, ScaleOut, ResizeUp];
}
