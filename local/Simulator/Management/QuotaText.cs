using System.Globalization;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Management;

/// <summary>How Azure says that a limit would be exceeded (seen in public issues).</summary>
internal static class QuotaText
{
    public static OperationError Exceeded(string quota, string region, long limit, long used, long needed) => new(
        "OperationNotAllowed",
        string.Create(
            CultureInfo.InvariantCulture,
            $"Operation could not be completed as it results in exceeding approved {quota} Cores quota. Additional details - Deployment Model: Resource Manager, Location: {region}, Current Limit: {limit}, Current Usage: {used}, Additional Required: {needed - used}, (Minimum) New Limit Required: {needed}. Setup Alerts when Quota reaches threshold. Learn more at https://aka.ms/quotamonitoringalerting . Submit a request for Quota increase at https://aka.ms/ProdportalCRP/#blade/Microsoft_Azure_Capacity/UsageAndQuota.ReactView by specifying parameters listed in the 'Details' section for deployment to succeed. Please read more about quota limits at https://docs.microsoft.com/en-us/azure/azure-supportability/per-vm-quota-requests"));
}
