metadata name = 'System topic'
metadata description = 'What a subscription tells Event Grid. It lives in the subscription that it is about, in a group of its own.'

targetScope = 'subscription'

@description('Required. Region of the resource group; the topic is global.')
param location string

@description('Required. Name of the resource group.')
param groupName string

@description('Required. The topics that are made here, each with name and topicType.')
param topics object[]

@description('Required. Tags of all resources.')
param tags object

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: groupName
  location: location
  tags: tags
}

module topicsOfGroup 'event-topic-in-group.bicep' = {
  scope: group
  params: {
    topics: topics
    tags: tags
  }
}
