metadata name = 'Access audit at a management group'
metadata description = 'The right of access audits at a management group, which a deployment at a subscription cannot give.'

targetScope = 'managementGroup'

@description('Required. Output auditIdentityId of main.bicep.')
param auditIdentityId string

var definition = loadJsonContent('roles/access-audit.json')
var parts = split(auditIdentityId, '/')
// The name of the identity is that of the installation: id-{suffix}-audit.
var suffix = replace(replace(parts[8], 'id-', ''), '-audit', '')

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: parts[8]
  scope: resourceGroup(parts[2], parts[4])
}

resource role 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(managementGroup().id, auditIdentityId)
  properties: {
    type: 'CustomRole'
    roleName: '${definition.Name} ${suffix} at a management group'
    description: definition.Description
    permissions: [
      {
        actions: definition.Actions
        notActions: definition.NotActions
        dataActions: definition.DataActions
        notDataActions: definition.NotDataActions
      }
    ]
    assignableScopes: [managementGroup().id]
  }
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(managementGroup().id, auditIdentityId, role.id)
  properties: {
    roleDefinitionId: role.id
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}
