metadata name = 'Storage account'
metadata description = 'An account without keys and without public blobs, with the data roles that the read identity needs on it.'

@description('Required. Region.')
param location string

@description('Required. Name of the account.')
param name string

@description('Required. Redundancy.')
param sku string

@description('Required. Resource id of the identity that works with it.')
param readIdentityId string

@description('Required. Ids of the built-in roles it has on the account.')
param roleIds string[]

@description('Required. Containers that are made.')
param containers string[]

@description('Required. Queues that are made.')
param queues string[]

@description('Required. Days that deleted and replaced blobs can be got back; 0: not at all.')
param recoveryDays int

@description('Required. Whether it is reached by private endpoints and trusted services alone.')
param isPrivate bool

@description('Required. Tags of all resources.')
param tags object

resource account 'Microsoft.Storage/storageAccounts@2026-09-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: sku }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    // Event Grid comes as a trusted service; with public access disabled it would not.
    publicNetworkAccess: 'Enabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: isPrivate ? 'Deny' : 'Allow'
    }
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: recoveryDays > 0 ? { enabled: true, days: recoveryDays } : { enabled: false }
      containerDeleteRetentionPolicy: recoveryDays > 0 ? { enabled: true, days: recoveryDays } : { enabled: false }
    }

    resource container 'containers' = [
      for container in containers: {
        name: container
        properties: { publicAccess: 'None' }
      }
    ]
  }

  resource queueService 'queueServices' = {
    name: 'default'

    resource queue 'queues' = [
      for queue in queues: {
        name: queue
      }
    ]
  }
}

resource readIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: last(split(readIdentityId, '/'))
}

resource dataRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for roleId in roleIds: {
    name: guid(account.id, readIdentityId, subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleId))
    scope: account
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleId)
      principalId: readIdentity.properties.principalId
      principalType: 'ServicePrincipal'
    }
  }
]
