#!/usr/bin/env bash
# What is not Azure RBAC, by an Application Administrator (or Cloud Application Administrator; for --audit-identity also a Privileged Role
# Administrator): app registration, its roles, the action groups' role, permissions of the audit identity at Microsoft Graph. It can be run
# again: what is there stays. Prints the parameter "entra" of main.bicep.
#
#   entra.sh NAME [--owner OBJECT_ID] [--audit-identity OBJECT_ID]
#
# NAME            name of the installation, as the parameter "name"
# --owner         who deploys: whoever makes or changes the action group must own the registration
# --audit-identity  object id of the audit identity, once it is deployed
set -euo pipefail

usage() { echo "usage: $0 NAME [--owner OBJECT_ID] [--audit-identity OBJECT_ID]" >&2; exit 2; }
[ $# -ge 1 ] || usage
name="$1"; shift
owner=''; audit=''
while [ $# -gt 0 ]; do
  [ $# -ge 2 ] || usage
  case "$1" in
    --owner) owner="$2" ;;
    --audit-identity) audit="$2" ;;
    *) usage ;;
  esac
  shift 2
done
[[ "$name" =~ ^[a-z0-9]{2,10}$ ]] || { echo "NAME is 2 to 10 lower-case letters and digits" >&2; exit 2; }
for tool in az jq; do
  command -v "$tool" > /dev/null || { echo "$tool is not here" >&2; exit 2; }
done

graph=https://graph.microsoft.com/v1.0
ops_roles=(Ops.Reader Ops.Operator Ops.Approver Ops.Auditor Ops.Alerts)
webhook_role=ActionGroupsSecureWebhook
webhook_app=461e8683-5575-4561-ac7f-899cc907d62a
graph_app=00000003-0000-0000-c000-000000000000
permissions=(Directory.Read.All AuditLog.Read.All RoleManagement.Read.Directory PrivilegedEligibilitySchedule.Read.AzureADGroup)

get() { az rest --only-show-errors --method get --url "$1"; }
send() { az rest --only-show-errors --method "$1" --url "$2" --headers 'Content-Type=application/json' --body "$3"; }

# The service principal of an application; made where there is none.
principal_of() {
  local found
  found="$(get "$graph/servicePrincipals?\$filter=appId%20eq%20'$1'" | jq -r '.value[0].id // empty')"
  if [ -z "$found" ]; then found="$(send post "$graph/servicePrincipals" "$(jq -n --arg id "$1" '{appId: $id}')" | jq -r .id)"; fi
  printf '%s' "$found"
}

# assign PRINCIPAL RESOURCE ROLE_ID: an app role of a resource, once.
assign() {
  local has
  has="$(get "$graph/servicePrincipals/$1/appRoleAssignments?\$top=999" \
    | jq --arg resource "$2" --arg role "$3" 'any(.value[]; .resourceId == $resource and .appRoleId == $role)')"
  if [ "$has" = true ]; then return; fi
  send post "$graph/servicePrincipals/$1/appRoleAssignments" \
    "$(jq -n --arg principal "$1" --arg resource "$2" --arg role "$3" '{principalId: $principal, resourceId: $resource, appRoleId: $role}')" > /dev/null
}

tenant="$(az account show --query tenantId --output tsv)"
title="OpsFunctions $name"

found="$(get "$graph/applications?\$filter=displayName%20eq%20'OpsFunctions%20$name'" | jq -r '.value | map(.id) | join(" ")')"
if [[ "$found" == *' '* ]]; then echo "There are several registrations called $title: $found" >&2; exit 1; fi
if [ -z "$found" ]; then
  found="$(send post "$graph/applications" "$(jq -n --arg title "$title" '{displayName: $title, signInAudience: "AzureADMyOrg"}')" | jq -r .id)"
  echo "made the registration $title" >&2
fi
application="$(get "$graph/applications/$found")"
client="$(jq -r .appId <<< "$application")"

# Roles that are there keep their ids: assignments hang on them. Others' roles stay.
wanted="$(jq -n '$ARGS.positional' --args "${ops_roles[@]}" "$webhook_role")"
roles="$(jq --argjson wanted "$wanted" '.appRoles as $there | $there + [$wanted[] | select(. as $value | all($there[]; .value != $value))
  | {value: ., displayName: ., description: (. + " of OpsFunctions"), isEnabled: true,
     allowedMemberTypes: (if . == "ActionGroupsSecureWebhook" then ["Application"] else ["User", "Application"] end)}]' <<< "$application")"
while [ "$(jq 'any(.[]; .id == null)' <<< "$roles")" = true ]; do
  id="$(cat /proc/sys/kernel/random/uuid 2> /dev/null || uuidgen | tr '[:upper:]' '[:lower:]')"
  roles="$(jq --arg id "$id" '(first(.[] | select(.id == null)) | .id) = $id' <<< "$roles")"
done
send patch "$graph/applications/$found" "$(jq --argjson roles "$roles" --arg uri "api://$client" \
  '{appRoles: $roles, identifierUris: (.identifierUris + [$uri] | unique), api: (.api + {requestedAccessTokenVersion: 2})}' \
  <<< "$application")" > /dev/null

principal="$(principal_of "$client")"
# Without it everybody in the tenant gets a token, if one without roles.
send patch "$graph/servicePrincipals/$principal" '{"appRoleAssignmentRequired": true}' > /dev/null
assign "$(principal_of "$webhook_app")" "$principal" "$(jq -r --arg value "$webhook_role" '.[] | select(.value == $value) | .id' <<< "$roles")"

if [ -n "$owner" ]; then
  owns="$(get "$graph/applications/$found/owners" | jq --arg id "$owner" 'any(.value[]; .id == $id)')"
  if [ "$owns" = false ]; then
    send post "$graph/applications/$found/owners/\$ref" "$(jq -n --arg id "$graph/directoryObjects/$owner" '{"@odata.id": $id}')" > /dev/null
  fi
fi

if [ -n "$audit" ]; then
  directory="$(get "$graph/servicePrincipals?\$filter=appId%20eq%20'$graph_app'" | jq '.value[0]')"
  for permission in "${permissions[@]}"; do
    role="$(jq -r --arg value "$permission" '.appRoles[] | select(.value == $value and (.allowedMemberTypes | index("Application"))) | .id' <<< "$directory")"
    [ -n "$role" ] || { echo "Microsoft Graph has no permission $permission" >&2; exit 1; }
    assign "$audit" "$(jq -r .id <<< "$directory")" "$role"
  done
fi

cat << PARAMETER
param entra = {
  tenant: '$tenant'
  audience: '$client'
  objectId: '$found'
  identifierUri: 'api://$client'
}
PARAMETER
