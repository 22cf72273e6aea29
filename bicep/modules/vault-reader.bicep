metadata name = 'Right on a key vault'
metadata description = 'The read identity resolves the references to secrets that app settings hold.'

@description('Required. Resource id of the identity.')
param identityId string

@description('Required. Name of the vault, in this resource group.')
param vaultName string

var secretsUser = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')
var parts = split(identityId, '/')

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: parts[8]
  scope: resourceGroup(parts[2], parts[4])
}

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: vaultName
}

resource reader 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, identityId, secretsUser)
  scope: vault
  properties: {
    roleDefinitionId: secretsUser
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}
