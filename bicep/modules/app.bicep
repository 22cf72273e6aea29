metadata name = 'App'
metadata description = 'The function app on a Flex Consumption plan of its own, with its four identities and no keys.'

@description('Required. Region.')
param location string

@description('Required. Name of the app.')
param name string

@description('Required. Ending of all names.')
param suffix string

@description('Required. Resource ids of the identities, by read, act, drill and audit.')
param identityIds object

@description('Required. Name of the storage account of host and durable.')
param hostAccountName string

@description('Required. Container of the package.')
param packageContainer string

@description('Required. App settings that do not depend on what is made here.')
param settings object

@description('Required. Memory of an instance, MB.')
param instanceMemoryMB int

@description('Required. Most instances.')
param maximumInstanceCount int

@description('Required. Resource id of the subnet it goes out through; empty: none.')
param subnetId string

@description('Required. Who reaches it beside action groups, where it has a subnet: ranges.')
param allowedRanges string[]

@description('Required. Tags of all resources.')
param tags object

var isPrivate = !empty(subnetId)
var actionGroups = {
  name: 'ActionGroup'
  priority: 100
  action: 'Allow'
  tag: 'ServiceTag'
  ipAddress: 'ActionGroup'
}
var ranges = [
  for (range, index) in allowedRanges: {
    name: 'Range${index}'
    priority: 200 + index
    action: 'Allow'
    ipAddress: range
  }
]

resource identities 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = [
  for key in ['read', 'act', 'drill', 'audit']: {
    name: last(split(identityIds[key], '/'))
  }
]

resource hostAccount 'Microsoft.Storage/storageAccounts@2026-09-01' existing = {
  name: hostAccountName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: 'appi-${suffix}'
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: 'plan-${suffix}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'app' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: toObject(items(identityIds), identity => identity.value, identity => {})
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityIds.read
    virtualNetworkSubnetId: isPrivate ? subnetId : null
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${hostAccount.properties.primaryEndpoints.blob}${packageContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityIds.read
          }
        }
      }
      runtime: {
        name: 'dotnet-isolated'
        version: '10.0'
      }
      scaleAndConcurrency: {
        // Without one for durable, timers and approvals wait for a cold start.
        alwaysReady: [
          { name: 'http', instanceCount: 1 }
          { name: 'durable', instanceCount: 1 }
        ]
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      http20Enabled: true
      // Inbound stays public: action groups come through no private network.
      ipSecurityRestrictionsDefaultAction: isPrivate ? 'Deny' : 'Allow'
      ipSecurityRestrictions: isPrivate ? concat([actionGroups], ranges) : []
    }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }

  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  // It replaces all: what is not here is not set.
  resource appSettings 'config' = {
    name: 'appsettings'
    properties: union(settings, {
      APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD;ClientId=${identities[0].properties.clientId}'
      AzureWebJobsStorage__accountName: hostAccountName
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: identities[0].properties.clientId
      OpsQueues__credential: 'managedidentity'
      OpsQueues__clientId: identities[0].properties.clientId
      Ops__Identities__Read: identities[0].properties.clientId
      Ops__Identities__Act: identities[1].properties.clientId
      Ops__Identities__Drill: identities[2].properties.clientId
      Ops__Identities__Audit: identities[3].properties.clientId
    })
  }
}
