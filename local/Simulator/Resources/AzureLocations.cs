namespace OpsFunctions.Simulator.Resources;

/// <summary>A region as the list of a subscription's locations shows it.</summary>
internal sealed record AzureLocation(
    string Name, string DisplayName, string Geography, string Latitude, string Longitude, string? Paired, bool HasZones);

/// <summary>Azure's public regions, in which groups and networks can be made; machines only in those that have sizes. As
/// published.</summary>
internal static class AzureLocations
{
    public static IReadOnlyList<AzureLocation> All { get; } =
    [
        new("eastus", "East US", "US", "37.3719", "-79.8164", "westus", HasZones: true),
        new("eastus2", "East US 2", "US", "36.6681", "-78.3889", "centralus", HasZones: true),
        new("southcentralus", "South Central US", "US", "29.4167", "-98.5", "northcentralus", HasZones: true),
        new("westus2", "West US 2", "US", "47.233", "-119.852", "westcentralus", HasZones: true),
        new("westus3", "West US 3", "US", "33.448376", "-112.074036", "eastus", HasZones: true),
        new("australiaeast", "Australia East", "Asia Pacific", "-33.86", "151.2094", "australiasoutheast", HasZones: true),
        new("southeastasia", "Southeast Asia", "Asia Pacific", "1.283", "103.833", "eastasia", HasZones: true),
        new("northeurope", "North Europe", "Europe", "53.3478", "-6.2597", "westeurope", HasZones: true),
        new("swedencentral", "Sweden Central", "Europe", "60.67488", "17.14127", "swedensouth", HasZones: true),
        new("uksouth", "UK South", "Europe", "50.941", "-0.799", "ukwest", HasZones: true),
        new("westeurope", "West Europe", "Europe", "52.3667", "4.9", "northeurope", HasZones: true),
        new("centralus", "Central US", "US", "41.5908", "-93.6208", "eastus2", HasZones: true),
        new("southafricanorth", "South Africa North", "Africa", "-25.73134", "28.21837", "southafricawest", HasZones: true),
        new("centralindia", "Central India", "Asia Pacific", "18.5822", "73.9197", "southindia", HasZones: true),
        new("eastasia", "East Asia", "Asia Pacific", "22.267", "114.188", "southeastasia", HasZones: true),
        new("japaneast", "Japan East", "Asia Pacific", "35.68", "139.77", "japanwest", HasZones: true),
        new("koreacentral", "Korea Central", "Asia Pacific", "37.5665", "126.978", "koreasouth", HasZones: true),
        new("canadacentral", "Canada Central", "Canada", "43.653", "-79.383", "canadaeast", HasZones: true),
        new("francecentral", "France Central", "Europe", "46.3772", "2.373", "francesouth", HasZones: true),
        new("germanywestcentral", "Germany West Central", "Europe", "50.110924", "8.682127", "germanynorth", HasZones: true),
        new("italynorth", "Italy North", "Europe", "45.46888", "9.18109", null, HasZones: true),
        new("norwayeast", "Norway East", "Europe", "59.913868", "10.752245", "norwaywest", HasZones: true),
        new("polandcentral", "Poland Central", "Europe", "52.23334", "21.01666", null, HasZones: true),
        new("spaincentral", "Spain Central", "Europe", "40.4259", "3.4209", null, HasZones: true),
        new("switzerlandnorth", "Switzerland North", "Europe", "47.451542", "8.564572", "switzerlandwest", HasZones: true),
        new("uaenorth", "UAE North", "Middle East", "25.266666", "55.316666", "uaecentral", HasZones: true),
        new("brazilsouth", "Brazil South", "South America", "-23.55", "-46.633", "southcentralus", HasZones: true),
        new("israelcentral", "Israel Central", "Middle East", "31.2655698", "33.4506633", null, HasZones: true),
        new("qatarcentral", "Qatar Central", "Middle East", "25.551462", "51.439327", null, HasZones: true),
        new("northcentralus", "North Central US", "US", "41.8819", "-87.6278", "southcentralus", HasZones: false),
        new("westus", "West US", "US", "37.783", "-122.417", "eastus", HasZones: false),
        new("westcentralus", "West Central US", "US", "40.89", "-110.234", "westus2", HasZones: false),
        new("australiasoutheast", "Australia Southeast", "Asia Pacific", "-37.8136", "144.9631", "australiaeast", HasZones: false),
        new("japanwest", "Japan West", "Asia Pacific", "34.6939", "135.5022", "japaneast", HasZones: false),
        new("koreasouth", "Korea South", "Asia Pacific", "35.1796", "129.0756", "koreacentral", HasZones: false),
        new("southindia", "South India", "Asia Pacific", "12.9822", "80.1636", "centralindia", HasZones: false),
        new("canadaeast", "Canada East", "Canada", "46.817", "-71.217", "canadacentral", HasZones: false),
        new("ukwest", "UK West", "Europe", "53.427", "-3.084", "uksouth", HasZones: false),
    ];

    /// <summary>By name or as people write it, spaces and case aside.</summary>
    public static AzureLocation? Find(string text)
    {
        var name = text.Replace(" ", "", StringComparison.Ordinal);
        return All.FirstOrDefault(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
    }
}
