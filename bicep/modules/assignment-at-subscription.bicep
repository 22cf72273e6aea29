metadata name = 'Role assignment at a subscription'
metadata description = 'Named after scope, identity and role, so that a second deployment finds it.'

targetScope = 'subscription'

@description('Required. Resource id of the identity.')
param identityId string

@description('Required. GUID of the role.')
param roleName string

var roleId = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleName)
var parts = split(identityId, '/')

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: parts[8]
  scope: resourceGroup(parts[2], parts[4])
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(subscription().id, identityId, roleId)
  properties: {
    roleDefinitionId: roleId
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}
