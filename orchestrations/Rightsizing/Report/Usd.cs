using System.Globalization;

namespace OpsFunctions.Orchestrations.Rightsizing.Report;

/// <summary>Amounts as a page shows them: whole US dollars.</summary>
internal static class Usd
{
    public static string Text(double amount) => amount.ToString("$#,##0;-$#,##0", CultureInfo.InvariantCulture);

    /// <summary>A dash where there is nothing to say.</summary>
    public static string OrDash(double amount) => amount == 0 ? "–" : Text(amount);
}
