metadata name = 'System topics of a resource group'
metadata description = 'With an identity of their own: a user-assigned one is refused once the account has network rules.'

@description('Required. The topics, each with name and topicType.')
param topics object[]

@description('Required. Tags of all resources.')
param tags object

resource systemTopics 'Microsoft.EventGrid/systemTopics@2025-02-15' = [
  for topic in topics: {
    name: topic.name
    location: 'global'
    tags: tags
    identity: { type: 'SystemAssigned' }
    properties: {
      source: subscription().id
      topicType: topic.topicType
    }
  }
]
