metadata name = 'Action group'
metadata description = 'Brings alerts to the app by a secure webhook. Whoever changes it must own the app registration.'

@description('Required. Name of the action group.')
param name string

@description('Required. Address of the app, https://...')
param appAddress string

@description('Required. What entra.sh printed.')
param entra object

@description('Required. Tags of all resources.')
param tags object

resource actionGroup 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: name
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'OpsFunctions'
    webhookReceivers: [
      {
        name: 'OpsFunctions'
        serviceUri: '${appAddress}/api/alerts'
        useCommonAlertSchema: true
        useAadAuth: true
        objectId: entra.objectId
        identifierUri: entra.identifierUri
        tenantId: entra.tenant
      }
    ]
  }
}
