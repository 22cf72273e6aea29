#Requires -Version 7.0
<#
.SYNOPSIS
What is not Azure RBAC, by an Application Administrator (or Cloud Application Administrator; for -AuditIdentity also a Privileged Role
Administrator): app registration, its roles, the action groups' role, permissions of the audit identity at Microsoft Graph.
.DESCRIPTION
The same as entra.sh, with the Azure CLI. It can be run again: what is there stays. Prints the parameter "entra" of main.bicep.
.PARAMETER Name
Name of the installation, as the parameter "name".
.PARAMETER Owner
Object id of who deploys: whoever makes or changes the action group must own the registration.
.PARAMETER AuditIdentity
Object id of the audit identity, once it is deployed.
#>
param(
    [Parameter(Mandatory, Position = 0)][ValidatePattern('^[a-z0-9]{2,10}$')][string] $Name,
    [string] $Owner = '',
    [string] $AuditIdentity = ''
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

$graph = 'https://graph.microsoft.com/v1.0'
$opsRoles = 'Ops.Reader', 'Ops.Operator', 'Ops.Approver', 'Ops.Auditor', 'Ops.Alerts'
$webhookRole = 'ActionGroupsSecureWebhook'
$webhookApp = '461e8683-5575-4561-ac7f-899cc907d62a'
$graphApp = '00000003-0000-0000-c000-000000000000'
$permissions = 'Directory.Read.All', 'AuditLog.Read.All', 'RoleManagement.Read.Directory', 'PrivilegedEligibilitySchedule.Read.AzureADGroup'

function Get-Graph([string] $Path) {
    az rest --only-show-errors --method get --url "$graph/$Path" | ConvertFrom-Json -Depth 20
}

# The body goes through a file: quotes in arguments do not survive every shell.
function Send-Graph([string] $Method, [string] $Path, $Body) {
    $file = New-TemporaryFile
    try {
        ConvertTo-Json $Body -Depth 20 | Set-Content $file -Encoding utf8NoBOM
        $answer = az rest --only-show-errors --method $Method --url "$graph/$Path" --headers 'Content-Type=application/json' --body "@$file"
        if ($answer) { $answer | ConvertFrom-Json -Depth 20 }
    }
    finally { Remove-Item $file }
}

# The service principal of an application; made where there is none.
function Get-Principal([string] $AppId) {
    $found = @((Get-Graph "servicePrincipals?`$filter=appId%20eq%20'$AppId'").value)
    if ($found.Count -gt 0) { $found[0].id } else { (Send-Graph post 'servicePrincipals' @{ appId = $AppId }).id }
}

# An app role of a resource, once.
function Grant-Role([string] $Principal, [string] $Resource, [string] $Role) {
    $has = @((Get-Graph "servicePrincipals/$Principal/appRoleAssignments?`$top=999").value) |
        Where-Object { $_.resourceId -eq $Resource -and $_.appRoleId -eq $Role }
    if (-not $has) {
        Send-Graph post "servicePrincipals/$Principal/appRoleAssignments" @{ principalId = $Principal; resourceId = $Resource; appRoleId = $Role } | Out-Null
    }
}

$tenant = az account show --query tenantId --output tsv
$title = "OpsFunctions $Name"

$found = @((Get-Graph "applications?`$filter=displayName%20eq%20'OpsFunctions%20$Name'").value)
if ($found.Count -gt 1) { throw "There are several registrations called ${title}: $($found.id -join ' ')" }
if ($found.Count -eq 1) { $id = $found[0].id } else {
    $id = (Send-Graph post 'applications' @{ displayName = $title; signInAudience = 'AzureADMyOrg' }).id
    Write-Warning "made the registration $title"
}
$application = Get-Graph "applications/$id"
$client = $application.appId

# Roles that are there keep their ids: assignments hang on them. Others' roles stay.
$roles = @($application.appRoles)
foreach ($value in $opsRoles + $webhookRole) {
    if (-not ($roles | Where-Object { $_.value -eq $value })) {
        $roles += [pscustomobject]@{
            id = [string](New-Guid); value = $value; displayName = $value; description = "$value of OpsFunctions"; isEnabled = $true
            allowedMemberTypes = @(if ($value -eq $webhookRole) { 'Application' } else { 'User', 'Application' })
        }
    }
}
$api = $application.api
$api | Add-Member -NotePropertyName requestedAccessTokenVersion -NotePropertyValue 2 -Force
$uris = @(@($application.identifierUris) + "api://$client" | Sort-Object -Unique)
Send-Graph patch "applications/$id" @{ appRoles = $roles; identifierUris = $uris; api = $api } | Out-Null

$principal = Get-Principal $client
# Without it everybody in the tenant gets a token, if one without roles.
Send-Graph patch "servicePrincipals/$principal" @{ appRoleAssignmentRequired = $true } | Out-Null
Grant-Role (Get-Principal $webhookApp) $principal ($roles | Where-Object { $_.value -eq $webhookRole }).id

if ($Owner) {
    $owns = @((Get-Graph "applications/$id/owners").value) | Where-Object { $_.id -eq $Owner }
    if (-not $owns) { Send-Graph post "applications/$id/owners/`$ref" @{ '@odata.id' = "$graph/directoryObjects/$Owner" } | Out-Null }
}

if ($AuditIdentity) {
    $directory = @((Get-Graph "servicePrincipals?`$filter=appId%20eq%20'$graphApp'").value)[0]
    foreach ($permission in $permissions) {
        $role = @($directory.appRoles | Where-Object { $_.value -eq $permission -and $_.allowedMemberTypes -contains 'Application' })
        if ($role.Count -eq 0) { throw "Microsoft Graph has no permission $permission" }
        Grant-Role $AuditIdentity $directory.id $role[0].id
    }
}

@"
param entra = {
  tenant: '$tenant'
  audience: '$client'
  objectId: '$id'
  identifierUri: 'api://$client'
}
"@
