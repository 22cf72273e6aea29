namespace OpsFunctions.Simulator.Throttling;

/// <summary>Which limits a call counts against.</summary>
internal enum Quota
{
    None,
    ArmRead,
    ArmWrite,
    ComputeGet,
    ComputeList,
    ComputeWrite,
    ComputeDeallocate,
    ComputeOperation,
    ResourceGraph,
    MetricsList,
    MetricsBatch,
    GraphReports,
}
