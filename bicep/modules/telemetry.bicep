metadata name = 'Telemetry'
metadata description = 'Log Analytics and Application Insights; both take no keys, only identities.'

@description('Required. Region.')
param location string

@description('Required. Ending of all names.')
param suffix string

@description('Required. Resource id of the identity that sends telemetry.')
param readIdentityId string

@description('Required. Days that logs are kept.')
param retentionDays int

@description('Required. Tags of all resources.')
param tags object

var metricsPublisher = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '3913510d-42f4-4e42-8a64-420c390055eb')

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' = {
  name: 'log-${suffix}'
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    features: { disableLocalAuth: true }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-${suffix}'
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
  }
}

resource readIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: last(split(readIdentityId, '/'))
}

resource publisher 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(insights.id, readIdentityId, metricsPublisher)
  scope: insights
  properties: {
    roleDefinitionId: metricsPublisher
    principalId: readIdentity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}
