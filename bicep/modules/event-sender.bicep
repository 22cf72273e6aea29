metadata name = 'Right of Event Grid on the queue'
metadata description = 'The identity of a system topic may put messages into the queue, and nothing else.'

@description('Required. Resource id of the system topic, which has a system-assigned identity.')
param topicId string

@description('Required. Name of the storage account.')
param accountName string

@description('Required. Name of the queue.')
param queueName string

var messageSender = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'c6a89b2d-59bc-44d0-9896-0f6e12d7b80a')
var parts = split(topicId, '/')

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: parts[8]
  scope: resourceGroup(parts[2], parts[4])
}

resource account 'Microsoft.Storage/storageAccounts@2026-09-01' existing = {
  name: accountName

  resource queueService 'queueServices' existing = {
    name: 'default'

    resource queue 'queues' existing = {
      name: queueName
    }
  }
}

resource sender 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account::queueService::queue.id, topicId, messageSender)
  scope: account::queueService::queue
  properties: {
    roleDefinitionId: messageSender
    principalId: topic.identity.principalId
    principalType: 'ServicePrincipal'
  }
}
