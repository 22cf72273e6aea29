using System.Globalization;

namespace OpsFunctions.Orchestrations.Remediation.Runbooks;

/// <summary>
/// Scripts of ours that let the file system of a data disk use all of it: the only variable is the disk's logical unit number. Disks with
/// several partitions, striped or encrypted volumes are left alone, and the script says so by its exit code.
/// </summary>
internal static class FileSystemScripts
{
    public static string Of(bool isWindows, int lun) => (isWindows ? Windows : Linux).Replace("{LUN}", lun.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private const string Linux = """
        set -eu
        disk=$(readlink -f /dev/disk/azure/scsi1/lun{LUN} 2>/dev/null || readlink -f /dev/disk/azure/data/by-lun/{LUN})
        [ -b "$disk" ] || { echo "no disk at {LUN}"; exit 3; }
        name=$(basename "$disk")
        [ ! -e "/sys/class/block/$name/device/rescan" ] || echo 1 > "/sys/class/block/$name/device/rescan"
        parts=$(lsblk -nro NAME,TYPE "$disk" | awk '$2 == "part" { print $1 }')
        count=$(printf '%s' "$parts" | grep -c . || true)
        [ "$count" -le 1 ] || { echo "it has $count partitions"; exit 4; }
        volume=$disk
        if [ "$count" -eq 1 ]; then
          volume=/dev/$parts
          growpart "$disk" "$(cat "/sys/class/block/$parts/partition")" || [ $? -eq 1 ]
        fi
        type=$(lsblk -nro FSTYPE "$volume" | head -n 1)
        case "$type" in
          ext2|ext3|ext4) resize2fs "$volume" ;;
          xfs) xfs_growfs "$(findmnt -nro TARGET "$volume" | head -n 1)" ;;
          *) echo "its file system is $type"; exit 5 ;;
        esac
        """;

    private const string Windows = """
        $ErrorActionPreference = 'Stop'
        Update-HostStorageCache
        $disk = @(Get-Disk | Where-Object { $_.Location -match 'LUN {LUN}$' })
        if ($disk.Count -ne 1) { Write-Output 'no single disk at {LUN}'; exit 3 }
        $parts = @(Get-Partition -DiskNumber $disk[0].Number | Where-Object { $_.Type -eq 'Basic' -or $_.Type -eq 'IFS' })
        if ($parts.Count -ne 1) { Write-Output "it has $($parts.Count) partitions"; exit 4 }
        $most = (Get-PartitionSupportedSize -DiskNumber $disk[0].Number -PartitionNumber $parts[0].PartitionNumber).SizeMax
        if ($most -gt $parts[0].Size) { Resize-Partition -DiskNumber $disk[0].Number -PartitionNumber $parts[0].PartitionNumber -Size $most }
        """;
}
