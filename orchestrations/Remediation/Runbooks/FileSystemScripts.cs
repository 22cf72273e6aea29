using System.Globalization;

namespace OpsFunctions.Orchestrations.Remediation.Runbooks;

/// <summary>
/// Scripts of ours about the file system of a data disk: whether it is full and could grow, and that it uses all of its disk. The only
/// variable is the disk's logical unit number. Disks with several partitions, striped or encrypted volumes are left alone; the exit code
/// says why.
/// </summary>
internal static class FileSystemScripts
{
    /// <summary>What is less full than that is not what the alert is about: percent.</summary>
    public const int FullPercent = 80;

    private const int NoDisk = 3;
    private const int SeveralPartitions = 4;
    private const int OtherFileSystem = 5;
    private const int NotFull = 6;

    /// <summary>Changes nothing; ends with 0 where the disk is full and its file system could grow.</summary>
    public static string Look(bool isWindows, int lun) => Of(isWindows ? WindowsDisk + WindowsLook : LinuxDisk + LinuxLook, lun);

    /// <summary>The file system gets all of its disk.</summary>
    public static string Grow(bool isWindows, int lun) => Of(isWindows ? WindowsDisk + WindowsGrow : LinuxDisk + LinuxGrow, lun);

    /// <summary>What an exit code of theirs means.</summary>
    public static string Words(long? exitCode) => exitCode switch
    {
        NoDisk => "inside the machine there is no single disk of that number",
        SeveralPartitions => "it has several partitions",
        OtherFileSystem => "it has no file system that the suite grows, or it is not mounted",
        NotFull => string.Create(
            CultureInfo.InvariantCulture, $"it is less than {FullPercent} % full: another disk is, which is left to people"),
        null => "the exit code is not told",
        _ => string.Create(CultureInfo.InvariantCulture, $"exit code {exitCode}"),
    };

    private static string Of(string script, int lun) => script
        .Replace("{LUN}", lun.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{FULL}", FullPercent.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private const string LinuxDisk = """
        set -eu
        disk=$(readlink -f /dev/disk/azure/scsi1/lun{LUN} 2>/dev/null || readlink -f /dev/disk/azure/data/by-lun/{LUN})
        [ -b "$disk" ] || { echo "no disk at {LUN}"; exit 3; }
        parts=$(lsblk -nro NAME,TYPE "$disk" | awk '$2 == "part" { print $1 }')
        count=$(printf '%s' "$parts" | grep -c . || true)
        [ "$count" -le 1 ] || { echo "it has $count partitions"; exit 4; }
        volume=$disk
        [ "$count" -eq 0 ] || volume=/dev/$parts
        type=$(lsblk -nro FSTYPE "$volume" | head -n 1)
        mount=$(findmnt -nro TARGET "$volume" | head -n 1)
        case "$type" in ext2|ext3|ext4|xfs) ;; *) echo "its file system is $type"; exit 5 ;; esac
        [ -n "$mount" ] || { echo "it is not mounted"; exit 5; }

        """;

    private const string LinuxLook = """
        used=$(df --output=pcent "$mount" | tail -n 1 | tr -dc 0-9)
        [ "$used" -ge {FULL} ] || { echo "it is $used % full"; exit 6; }
        """;

    private const string LinuxGrow = """
        name=$(basename "$disk")
        [ ! -e "/sys/class/block/$name/device/rescan" ] || echo 1 > "/sys/class/block/$name/device/rescan"
        [ "$count" -eq 0 ] || growpart "$disk" "$(cat "/sys/class/block/$parts/partition")" || [ $? -eq 1 ]
        if [ "$type" = xfs ]; then xfs_growfs "$mount"; else resize2fs "$volume"; fi
        """;

    private const string WindowsDisk = """
        $ErrorActionPreference = 'Stop'
        $disk = @(Get-Disk | Where-Object { $_.Location -match 'LUN {LUN}$' })
        if ($disk.Count -ne 1) { Write-Output 'no single disk at {LUN}'; exit 3 }
        $parts = @(Get-Partition -DiskNumber $disk[0].Number | Where-Object { $_.Type -eq 'Basic' -or $_.Type -eq 'IFS' })
        if ($parts.Count -ne 1) { Write-Output "it has $($parts.Count) partitions"; exit 4 }

        """;

    private const string WindowsLook = """
        $volume = $parts[0] | Get-Volume
        if (-not $volume.Size) { Write-Output 'it has no volume'; exit 5 }
        $used = [int](100 - 100 * $volume.SizeRemaining / $volume.Size)
        if ($used -lt {FULL}) { Write-Output "it is $used % full"; exit 6 }
        """;

    private const string WindowsGrow = """
        Update-HostStorageCache
        $most = (Get-PartitionSupportedSize -DiskNumber $disk[0].Number -PartitionNumber $parts[0].PartitionNumber).SizeMax
        if ($most -gt $parts[0].Size) { Resize-Partition -DiskNumber $disk[0].Number -PartitionNumber $parts[0].PartitionNumber -Size $most }
        """;
}
