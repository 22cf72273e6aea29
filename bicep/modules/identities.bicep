metadata name = 'Identities'
metadata description = 'The four identities of the app.'

@description('Required. Region.')
param location string

@description('Required. Names, in any order.')
param names string[]

@description('Required. Tags of all resources.')
param tags object

resource identities 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = [
  for name in names: {
    name: name
    location: location
    tags: tags
  }
]
