using System.Globalization;
using OpsFunctions.Orchestrations.Drills.Settings;

namespace OpsFunctions.Orchestrations.Drills.Planning;

/// <summary>
/// Scripts that look at a machine from inside: functions, and lines that call them, the same for both systems. Pure. Whatever goes into a
/// line was checked when the plan was read: letters, digits and a few signs.
/// </summary>
internal static class GuestScripts
{
    private const string Token =
        "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fmanagement.azure.com%2F";

    private static readonly string Shell = """
        tcp() { timeout 5 bash -c "exec 3<>/dev/tcp/$2/$3" 2>/dev/null && echo "$1=open" || echo "$1=closed"; }
        http() { c=$(curl -s -o /dev/null -m 10 -w '%{http_code}' "$2") || true; echo "$1=${c:-000}"; }
        token() { c=$(curl -s -o /dev/null -m 5 -w '%{http_code}' -H Metadata:true 'TOKEN') || true; [ "${c:-000}" = 000 ] && echo "$1=closed" || echo "$1=open"; }
        dns() { timeout 5 getent hosts "$2" >/dev/null && echo "$1=open" || echo "$1=closed"; }
        disks() { echo "disks=$(ls /dev/disk/azure/scsi1 2>/dev/null | grep -c '^lun[0-9]*$')"; echo "offline=0"; }
        service() { echo "service.$1=$(systemctl is-active "$1" 2>/dev/null)"; }

        """.Replace("TOKEN", Token, StringComparison.Ordinal);

    private static readonly string PowerShell = """
        function tcp($n,$h,$p){$c=New-Object Net.Sockets.TcpClient;try{if($c.ConnectAsync($h,[int]$p).Wait(5000)){"$n=open"}else{"$n=closed"}}catch{"$n=closed"}finally{$c.Dispose()}}
        function http($n,$u){try{"$n=$([int](Invoke-WebRequest $u -UseBasicParsing -TimeoutSec 10).StatusCode)"}catch{if($_.Exception.Response){"$n=$([int]$_.Exception.Response.StatusCode)"}else{"$n=000"}}}
        function token($n){try{Invoke-WebRequest 'TOKEN' -Headers @{Metadata='true'} -UseBasicParsing -TimeoutSec 5|Out-Null;"$n=open"}catch{if($_.Exception.Response){"$n=open"}else{"$n=closed"}}}
        function dns($n,$h){try{[Net.Dns]::GetHostEntry($h)|Out-Null;"$n=open"}catch{"$n=closed"}}
        function disks(){$d=@(Get-Disk|Where-Object{-not $_.IsBoot -and -not $_.IsSystem -and $_.Location -match 'LUN'});"disks=$($d.Count)";"offline=$(@($d|Where-Object IsOffline).Count)"}
        function service($s){if((Get-Service $s -ErrorAction SilentlyContinue).Status -eq 'Running'){"service.$s=active"}else{"service.$s=inactive"}}

        """.Replace("TOKEN", Token, StringComparison.Ordinal);

    /// <summary>
    /// What must fail from inside: a production address, a public one, the metadata service, and names where they are closed.
    /// </summary>
    /// <param name="production">Address and port; null: none is known.</param>
    public static string Canary(bool isWindows, string? production)
    {
        var lines = new List<string>();
        if (production?.Split(':') is [var host, var port])
            lines.Add($"tcp production {host} {port}");
        lines.Add("tcp public 1.1.1.1 443");
        lines.Add("token metadata");
        lines.Add("dns names example.com");
        return Of(isWindows, string.Join('\n', lines));
    }

    /// <summary>Script and expected output of a validation.</summary>
    public static (string Script, string Expected) Validation(bool isWindows, DrillValidation one, int dataDisks) => one.Kind switch
    {
        ValidationKind.Disks => (Of(isWindows, "disks"), string.Create(CultureInfo.InvariantCulture, $"disks={dataDisks}\noffline=0")),
        ValidationKind.Service => (Of(isWindows, $"service {one.Target}"), $"service.{one.Target}=active"),
        ValidationKind.Tcp => (Of(isWindows, $"tcp probe {one.Target.Replace(':', ' ')}"), "probe=open"),
        ValidationKind.Http => (Of(isWindows, isWindows ? $"http probe '{one.Target}'" : $"http probe \"{one.Target}\""), "probe=200"),
        _ => (one.Target, one.Expected),
    };

    public static string Label(DrillValidation one) => one.Kind switch
    {
        ValidationKind.Disks => "data disks online",
        ValidationKind.Service => $"service {one.Target} runs",
        ValidationKind.Tcp => $"{one.Target} answers",
        ValidationKind.Http => $"{one.Target} answers 200",
        ValidationKind.Content => "content fits together",
        _ => $"script says {Words.OneLine(one.Expected)}",
    };

    private static string Of(bool isWindows, string lines) => (isWindows ? PowerShell : Shell) + lines + "\n";
}
