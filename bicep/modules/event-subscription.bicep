metadata name = 'Event subscription'
metadata description = 'Delivers to the queue by the identity of the topic, and only what the app reads.'

@description('Required. Name of the system topic.')
param topicName string

@description('Required. Name of the event subscription.')
param name string

@description('Required. Resource id of the storage account.')
param accountId string

@description('Required. Name of the queue.')
param queueName string

@description('Required. Types of events that are delivered.')
param eventTypes string[]

@description('Required. Operations that are delivered; empty: all.')
param operations string[]

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: topicName
}

resource eventSubscription 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: topic
  name: name
  properties: {
    eventDeliverySchema: 'CloudEventSchemaV1_0'
    deliveryWithResourceIdentity: {
      identity: { type: 'SystemAssigned' }
      destination: {
        endpointType: 'StorageQueue'
        properties: {
          resourceId: accountId
          queueName: queueName
          // Seven days, as long as people may need to mend what keeps the app from taking them.
          queueMessageTimeToLiveInSeconds: 604800
        }
      }
    }
    filter: {
      includedEventTypes: eventTypes
      // Else the queue gets every write of the subscription.
      advancedFilters: empty(operations)
        ? []
        : [
            {
              operatorType: 'StringIn'
              key: 'data.operationName'
              values: operations
            }
          ]
    }
  }
}
