namespace OpsFunctions.Simulator.Throttling;

/// <summary>A published limit: how many calls at once, how fast they come back, and how it shows in headers and errors.</summary>
internal sealed record Limit(string Name, double Capacity, double PerSecond, string Header, string? HeaderPrefix, string Code)
{
    // Azure Resource Manager: reads 250 at 25/s, writes 200 at 10/s per subscription and principal; 15 times that over all principals.
    public static readonly Limit Reads = new(
        "reads", 250, 25, "x-ms-ratelimit-remaining-subscription-reads", null, "SubscriptionRequestsThrottled");
    public static readonly Limit Writes = new(
        "writes", 200, 10, "x-ms-ratelimit-remaining-subscription-writes", null, "SubscriptionRequestsThrottled");
    public static readonly Limit Deletes =
        new("deletes", 200, 10, "x-ms-ratelimit-remaining-subscription-deletes", null, "SubscriptionRequestsThrottled");
    public static readonly Limit TenantWrites =
        new("tenant-writes", 200, 10, "x-ms-ratelimit-remaining-tenant-writes", null, "TenantRequestsThrottled");
    public static readonly Limit TenantDeletes =
        new("tenant-deletes", 200, 10, "x-ms-ratelimit-remaining-tenant-deletes", null, "TenantRequestsThrottled");
    public static readonly Limit TenantReads = new(
        "tenant-reads", 250, 25, "x-ms-ratelimit-remaining-tenant-reads", null, "TenantRequestsThrottled");
    public static readonly Limit GlobalReads = new(
        "global-reads", 3750, 375, "x-ms-ratelimit-remaining-subscription-global-reads", null, "SubscriptionRequestsThrottled");

    // Compute: lists 900 at 300/min; single reads 24,000 at 8,000/min, and 36 at 12/min on any one machine.
    public static readonly Limit ComputeList = new(
        "compute-list", 900, 5, "x-ms-ratelimit-remaining-resource", "Microsoft.Compute/HighCostGetSubscriptionMaximum;",
        "OperationNotAllowed");
    public static readonly Limit ComputeGet = new(
        "compute-get", 24_000, 8_000 / 60.0, "x-ms-ratelimit-remaining-resource", "Microsoft.Compute/LowCostGetSubscriptionMaximum;",
        "OperationNotAllowed");
    public static readonly Limit MachineGet = new(
        "machine-get", 36, 12 / 60.0, "x-ms-ratelimit-remaining-resource", "Microsoft.Compute/LowCostGetResource;", "OperationNotAllowed")
    {
        PerMachine = true,
    };

    // Of any one machine: create, update and delete 12 at 4/min; start, stop, restart and commands count as updates;
    // deallocate the same by itself.
    public static readonly Limit MachineWrite = new(
        "machine-write", 12, 4 / 60.0, "x-ms-ratelimit-remaining-resource", "Microsoft.Compute/UpdateVMResource;",
        "OperationNotAllowed") { PerMachine = true };
    public static readonly Limit MachineDeallocate = new(
        "machine-deallocate", 12, 4 / 60.0, "x-ms-ratelimit-remaining-resource", "Microsoft.Compute/DeallocateVMResource;",
        "OperationNotAllowed") { PerMachine = true };

    // Recorded beside them: so many in the whole subscription.
    public static readonly Limit Updates = new(
        "updates", 1500, 500 / 60.0, "x-ms-ratelimit-remaining-resource", "Microsoft.Compute/UpdateVMSubscriptionMaximum;",
        "OperationNotAllowed");

    // Recorded: asking for operations 50,000 in three minutes, whatever they are about.
    public static readonly Limit Operation = new(
        "compute-operation", 50_000, 50_000 / 180.0, "x-ms-ratelimit-remaining-resource", "Microsoft.Compute/GetOperation3Min;",
        "OperationNotAllowed");

    // Metrics: 12,000 calls an hour one by one, about 360,000 in batches; held as a minute's worth, refilled evenly.
    public static readonly Limit MetricsList = new(
        "metrics-list", 200, 12_000 / 3600.0, "x-ms-ratelimit-remaining-resource", "Microsoft.Insights/MetricsRead;", "TooManyRequests");
    public static readonly Limit MetricsBatch = new(
        "metrics-batch", 6000, 100, "x-ms-ratelimit-remaining-metrics", null, "TooManyRequests");

    // Microsoft Graph: reports, audits and sign-ins 5 in 10 s for an app in a tenant.
    public static readonly Limit GraphReports = new("graph-reports", 5, 0.5, "x-ms-throttle-remaining", null, "TooManyRequests");

    /// <summary>A bucket for each machine, not for the subscription.</summary>
    public bool PerMachine { get; init; }
}
