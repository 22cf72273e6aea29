metadata name = 'Evidence policy'
metadata description = 'Evidence is only appended to, until its time is over. Unlocked: locking is a person\'s act.'

@description('Required. Name of the storage account.')
param accountName string

@description('Required. Name of the container.')
param containerName string

@description('Required. Days that a blob cannot be changed or deleted, counted from its creation.')
param days int

resource account 'Microsoft.Storage/storageAccounts@2026-09-01' existing = {
  name: accountName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource container 'containers' existing = {
      name: containerName
    }
  }
}

// Only a container's policy has protected appends; a version's has none.
resource policy 'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies@2026-09-01' = {
  parent: account::blobs::container
  name: 'default'
  properties: {
    immutabilityPeriodSinceCreationInDays: days
    allowProtectedAppendWrites: true
  }
}
