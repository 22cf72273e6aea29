metadata name = 'Custom role'
metadata description = 'A role of a file of bicep/roles, under a name of the installation, for some scopes alone.'

targetScope = 'subscription'

@description('Required. The file: what it allows.')
param definition object

@description('Required. GUID of the role.')
param roleName string

@description('Required. Ending of all names: a role\'s name is taken once in a tenant.')
param suffix string

@description('Required. Where it can be assigned: ids of subscriptions, of which this is one.')
param scopes string[]

resource role 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: roleName
  properties: {
    type: 'CustomRole'
    roleName: '${definition.Name} ${suffix}'
    description: definition.Description
    permissions: [
      {
        actions: definition.Actions
        notActions: definition.NotActions
        dataActions: definition.DataActions
        notDataActions: definition.NotDataActions
      }
    ]
    assignableScopes: scopes
  }
}
