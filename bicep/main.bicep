metadata name = 'OpsFunctions'
metadata description = 'An installation of the suite: app, storage, identities with their rights, events, alerts and the watch over it.'

// Rights and events are of subscriptions, so it is deployed at one: that of the suite.
targetScope = 'subscription'

import { subscription as inScope, rightsizing as rightsizingType, snapshots as snapshotsType } from 'modules/types.bicep'
import { drills as drillsType, access as accessType, remediation as remediationType } from 'modules/types.bicep'
import { entra as entraType, network as networkType } from 'modules/types.bicep'

@description('Required. Name of the installation, lower-case letters and digits.')
@minLength(2)
@maxLength(10)
param name string

@description('Required. Region of the suite.')
param location string

@description('Required. The subscriptions that the suite looks at.')
@minLength(1)
param subscriptions inScope[]

@description('Required. Mail addresses of the people who are called when the suite itself is in trouble.')
@minLength(1)
param watchers string[]

@description('Optional. Rightsizing. Default: reports.')
param rightsizing rightsizingType = {}

@description('Optional. Snapshot rotation. Default: reports.')
param snapshots snapshotsType = {}

@description('Optional. Disaster-recovery drills. Default: off.')
param drills drillsType = {}

@description('Optional. Access audits. Default: on, each subscription.')
param access accessType = {}

@description('Optional. Remediation of alerts. Default: reports.')
param remediation remediationType = {}

@description('Optional. What entra.sh printed. Default: none, callers need a key, and no action group is made.')
param entra entraType?

@description('Optional. SHA-256 of the app\'s own keys, at most two, each alone or with its roles behind it. Default: none.')
@maxLength(2)
param keyHashes string[] = []

@description('Optional. Further app settings by name, such as Rightsizing__LookBackDays. No secrets: references to a key vault.')
param settings object = {}

@description('Optional. Resource id of the key vault that settings refer to; it is one with Azure RBAC. Default: none.')
param keyVaultId string = ''

@description('Optional. Immutability of the evidence: none, unlocked, existing (nothing is sent). Default: unlocked.')
param evidencePolicy 'none' | 'unlocked' | 'existing' = 'unlocked'

@description('Optional. Days that a record of evidence cannot be changed or deleted. Default: 400.')
@minValue(1)
@maxValue(146000)
param evidenceDays int = 400

@description('Optional. Days that deleted and replaced state can be got back. Default: 7.')
@minValue(1)
@maxValue(365)
param stateRecoveryDays int = 7

@description('Optional. Redundancy of both storage accounts. Default: zones.')
param storageSku 'Standard_LRS' | 'Standard_ZRS' | 'Standard_GRS' | 'Standard_GZRS' = 'Standard_ZRS'

@description('Optional. Days that logs are kept. Default: 30.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Optional. Memory of an instance, MB. Default: 2048.')
param instanceMemoryMB 512 | 2048 | 4096 = 2048

@description('Optional. Most instances. Default: 40, the least that Azure takes.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('Optional. Private networking. Default: none, storage is reached by identity over its public address.')
param network networkType?

@description('Optional. Tags of all resources. Default: none.')
param tags object = {}

// Two installations share no name, in one tenant neither.
var suffix = '${name}-${take(uniqueString(subscription().id, name), 8)}'
var groupName = 'rg-${suffix}'
var eventGroupName = 'rg-${suffix}-events'
var appName = 'func-${suffix}'
var hostAccountName = 'st${replace(suffix, '-', '')}host'
var stateAccountName = 'st${replace(suffix, '-', '')}data'
var packageContainer = 'app-package'
var eventQueue = 'ops-events'
var queues = [eventQueue, '${eventQueue}-poison', 'ops-alerts', 'ops-alerts-poison']
var appAddress = 'https://${appName}.azurewebsites.net'
var actionGroupName = 'ag-${suffix}'

var host = subscription().subscriptionId
var actionGroupId = resourceId(host, groupName, 'Microsoft.Insights/actionGroups', actionGroupName)
var stateAccountId = resourceId(host, groupName, 'Microsoft.Storage/storageAccounts', stateAccountName)
var subnetId = network == null
  ? ''
  : resourceId(host, groupName, 'Microsoft.Network/virtualNetworks/subnets', 'vnet-${suffix}', 'app')
var identityNames = {
  read: 'id-${suffix}-read'
  act: 'id-${suffix}-act'
  drill: 'id-${suffix}-drill'
  audit: 'id-${suffix}-audit'
}
var identityIds = mapValues(identityNames, identityName =>
  resourceId(host, groupName, 'Microsoft.ManagedIdentity/userAssignedIdentities', identityName)
)

var modes = {
  rightsizing: rightsizing.?mode ?? 'Report'
  snapshots: snapshots.?mode ?? 'Report'
  deleting: snapshots.?deleteMode ?? 'Report'
  drills: drills.?mode ?? 'Off'
  access: access.?mode ?? 'Report'
  remediation: remediation.?mode ?? 'Report'
}
var acting = ['Approve', 'Apply']
var everywhere = map(subscriptions, one => '/subscriptions/${one.id}')
var rightsizingScopes = rightsizing.?allowedScopes ?? []
var snapshotScopes = snapshots.?allowedScopes ?? []
var remediationScopes = remediation.?allowedScopes ?? []
var drillSubscriptions = drills.?subscriptions ?? []

// Who may do what where. A role without a scope is not made.
var roles = [
  {
    key: 'rightsizing-read'
    identity: 'read'
    definition: loadJsonContent('roles/rightsizing-read.json')
    scopes: modes.rightsizing == 'Off' ? [] : everywhere
  }
  {
    key: 'rightsizing-act'
    identity: 'act'
    definition: loadJsonContent('roles/rightsizing-act.json')
    scopes: contains(acting, modes.rightsizing) ? rightsizingScopes : []
  }
  {
    key: 'snapshots-read'
    identity: 'read'
    definition: loadJsonContent('roles/snapshots-read.json')
    scopes: modes.snapshots == 'Off' && modes.deleting == 'Off' ? [] : everywhere
  }
  {
    key: 'snapshots-act'
    identity: 'act'
    definition: loadJsonContent('roles/snapshots-act.json')
    scopes: contains(acting, modes.snapshots) ? snapshotScopes : []
  }
  {
    key: 'snapshots-delete'
    identity: 'act'
    definition: loadJsonContent('roles/snapshots-delete.json')
    scopes: contains(acting, modes.deleting) ? snapshotScopes : []
  }
  {
    key: 'drills-source'
    identity: 'drill'
    definition: loadJsonContent('roles/drills-source.json')
    scopes: modes.drills == 'Off' ? [] : drills.?sources ?? []
  }
  {
    key: 'drills-place'
    identity: 'drill'
    definition: loadJsonContent('roles/drills-place.json')
    scopes: modes.drills == 'Off' ? [] : map(drillSubscriptions, id => '/subscriptions/${id}')
  }
  {
    key: 'access-audit'
    identity: 'audit'
    definition: loadJsonContent('roles/access-audit.json')
    scopes: modes.access == 'Off' || (access.?isAtManagementGroup ?? false) ? [] : everywhere
  }
  {
    key: 'remediation-read'
    identity: 'read'
    definition: loadJsonContent('roles/remediation-read.json')
    scopes: modes.remediation == 'Off' ? [] : everywhere
  }
  {
    key: 'remediation-act'
    identity: 'act'
    definition: loadJsonContent('roles/remediation-act.json')
    scopes: contains(acting, modes.remediation) ? remediationScopes : []
  }
]
// Where a role is at a resource group: what of it is asked of the subscription, the end of an operation and the state of an alert.
var besides = map(filter(roles, role => role.identity == 'act'), role => {
  key: '${role.key}-subscription'
  identity: role.identity
  definition: union(role.definition, {
    Name: '${role.definition.Name} Subscription'
    Description: 'What of this role is asked of the subscription, where the role is at a resource group.'
    Actions: filter(role.definition.Actions, action =>
      contains(action, '/locations/') || startsWith(action, 'Microsoft.AlertsManagement/')
    )
  })
  scopes: union(
    map(filter(role.scopes, scope => length(split(scope, '/')) == 5), scope => '/subscriptions/${split(scope, '/')[2]}'),
    []
  )
})
var switchedOn = filter(concat(roles, besides), role => !empty(role.scopes))
var assignments = flatten(map(switchedOn, role =>
  map(role.scopes, scope => { scope: scope, key: role.key, identity: role.identity })
))
var atSubscriptions = filter(assignments, one => length(split(one.scope, '/')) == 3)
var atGroups = filter(assignments, one => length(split(one.scope, '/')) == 5)

// What each subscription tells: grants to access audits, health to remediation.
var grantTopics = modes.access == 'Off'
  ? []
  : map(subscriptions, one => {
      subscription: one.id
      name: 'evgt-${suffix}-resources'
      topicType: 'Microsoft.Resources.Subscriptions'
      existingId: one.?existingTopicId ?? ''
      eventTypes: ['Microsoft.Resources.ResourceWriteSuccess']
      operations: ['Microsoft.Authorization/roleAssignments/write']
    })
var healthTopics = modes.remediation == 'Off'
  ? []
  : map(filter(subscriptions, one => one.?healthEvents ?? false), one => {
      subscription: one.id
      name: 'evgt-${suffix}-health'
      topicType: 'Microsoft.ResourceNotifications.HealthResources'
      existingId: one.?existingHealthTopicId ?? ''
      eventTypes: [
        'Microsoft.ResourceNotifications.HealthResources.AvailabilityStatusChanged'
        'Microsoft.ResourceNotifications.HealthResources.ResourceAnnotated'
      ]
      operations: []
    })
var topics = map(concat(grantTopics, healthTopics), topic =>
  union(topic, {
    id: empty(topic.existingId)
      ? resourceId(topic.subscription, eventGroupName, 'Microsoft.EventGrid/systemTopics', topic.name)
      : topic.existingId
  })
)
var newTopics = filter(topics, topic => empty(topic.existingId))
var topicSubscriptions = union(map(newTopics, topic => topic.subscription), [])

var lists = [
  { name: 'Ops__Subscriptions', values: map(subscriptions, one => one.id) }
  { name: 'Ops__KeyHashes', values: keyHashes }
  { name: 'Rightsizing__Guard__AllowedScopes', values: rightsizingScopes }
  { name: 'Snapshots__Guard__AllowedScopes', values: snapshotScopes }
  { name: 'Remediation__Guard__AllowedScopes', values: remediationScopes }
  { name: 'Remediation__ActionGroups', values: entra == null ? [] : [actionGroupId] }
  { name: 'Drills__Subscriptions', values: drillSubscriptions }
  { name: 'Drills__Guard__AllowedScopes', values: map(drillSubscriptions, id => '/subscriptions/${id}') }
]
var entries = flatten(map(lists, list =>
  map(range(0, length(list.values)), index => { name: '${list.name}__${index}', value: list.values[index] })
))
var appSettings = union(
  {
    Ops__TaskHub: 'ops'
    Ops__StorageAccount: stateAccountName
    OpsQueues__accountName: stateAccountName
    Notifications__AppAddress: appAddress
    Rightsizing__Mode: modes.rightsizing
    Rightsizing__Schedule: rightsizing.?schedule ?? '0 0 6 * * 1'
    Rightsizing__Changes__LaterWatchSchedule: rightsizing.?laterWatchSchedule ?? '0 10 * * * *'
    Snapshots__Mode: modes.snapshots
    Snapshots__DeleteMode: modes.deleting
    Snapshots__Schedule: snapshots.?schedule ?? '0 5 * * * *'
    Drills__Mode: modes.drills
    Drills__Schedule: drills.?schedule ?? '0 15 * * * *'
    Access__Mode: modes.access
    Access__Schedule: access.?schedule ?? '0 30 4 * * 1'
    Access__WatchSchedule: access.?watchSchedule ?? '0 */5 * * * *'
    Remediation__Mode: modes.remediation
    Remediation__Schedule: remediation.?schedule ?? '0 */5 * * * *'
  },
  toObject(entries, entry => entry.name, entry => entry.value),
  entra == null ? {} : { Ops__Entra__Tenant: entra!.tenant, Ops__Entra__Audience: entra!.audience },
  settings
)

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: groupName
  location: location
  tags: tags
}

module identities 'modules/identities.bicep' = {
  scope: group
  params: {
    location: location
    names: map(items(identityNames), identity => identity.value)
    tags: tags
  }
}

module telemetry 'modules/telemetry.bicep' = {
  scope: group
  params: {
    location: location
    suffix: suffix
    readIdentityId: identityIds.read
    retentionDays: logRetentionDays
    tags: tags
  }
  dependsOn: [identities]
}

module hostStorage 'modules/storage-account.bicep' = {
  scope: group
  params: {
    location: location
    name: hostAccountName
    sku: storageSku
    readIdentityId: identityIds.read
    // Blob Data Owner, Queue Data Contributor, Table Data Contributor: host and durable need all three.
    roleIds: [
      'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
      '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
      '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
    ]
    containers: [packageContainer]
    queues: []
    recoveryDays: 0
    isPrivate: network != null
    tags: tags
  }
  dependsOn: [identities]
}

module stateStorage 'modules/storage-account.bicep' = {
  scope: group
  params: {
    location: location
    name: stateAccountName
    sku: storageSku
    readIdentityId: identityIds.read
    // Blob Data Contributor, Queue Data Contributor.
    roleIds: ['ba92f5b4-2d11-453d-a403-e96b0029c9fe', '974c5e8b-45b9-4653-ba55-5f855dd0fb88']
    // A container with a locked policy is left alone.
    containers: concat(['state', 'reports'], evidencePolicy == 'existing' ? [] : ['evidence'])
    queues: queues
    recoveryDays: stateRecoveryDays
    isPrivate: network != null
    tags: tags
  }
  dependsOn: [identities]
}

module immutability 'modules/evidence-policy.bicep' = if (evidencePolicy == 'unlocked') {
  scope: group
  params: {
    accountName: stateAccountName
    containerName: 'evidence'
    days: evidenceDays
  }
  dependsOn: [stateStorage]
}

module networking 'modules/network.bicep' = if (network != null) {
  scope: group
  params: {
    location: location
    suffix: suffix
    addressPrefix: network!.addressPrefix
    endpoints: [
      { account: hostAccountName, service: 'blob' }
      { account: hostAccountName, service: 'queue' }
      { account: hostAccountName, service: 'table' }
      { account: stateAccountName, service: 'blob' }
      { account: stateAccountName, service: 'queue' }
    ]
    tags: tags
  }
  dependsOn: [hostStorage, stateStorage]
}

module app 'modules/app.bicep' = {
  scope: group
  params: {
    location: location
    name: appName
    suffix: suffix
    identityIds: identityIds
    hostAccountName: hostAccountName
    packageContainer: packageContainer
    settings: appSettings
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    subnetId: subnetId
    allowedRanges: network.?allowedRanges ?? []
    tags: tags
  }
  dependsOn: [telemetry, hostStorage, stateStorage, networking]
}

module definitions 'modules/role.bicep' = [
  for role in switchedOn: {
    scope: subscription(split(role.scopes[0], '/')[2])
    params: {
      definition: role.definition
      roleName: guid(subscription().id, name, role.key)
      suffix: suffix
      // Subscriptions: a role is kept in one of the scopes where it can be assigned.
      scopes: union(map(role.scopes, scope => '/subscriptions/${split(scope, '/')[2]}'), [])
    }
  }
]

module subscriptionAssignments 'modules/assignment-at-subscription.bicep' = [
  for one in atSubscriptions: {
    scope: subscription(split(one.scope, '/')[2])
    params: {
      identityId: identityIds[one.identity]
      roleName: guid(subscription().id, name, one.key)
    }
    dependsOn: [identities, definitions]
  }
]

module groupAssignments 'modules/assignment-at-group.bicep' = [
  for one in atGroups: {
    scope: resourceGroup(split(one.scope, '/')[2], split(one.scope, '/')[4])
    params: {
      identityId: identityIds[one.identity]
      roleName: guid(subscription().id, name, one.key)
    }
    dependsOn: [identities, definitions]
  }
]

module eventTopics 'modules/event-topic.bicep' = [
  for id in topicSubscriptions: {
    scope: subscription(id)
    params: {
      location: location
      groupName: eventGroupName
      topics: filter(newTopics, topic => topic.subscription == id)
      tags: tags
    }
  }
]

module eventSenders 'modules/event-sender.bicep' = [
  for topic in topics: {
    scope: group
    params: {
      topicId: topic.id
      accountName: stateAccountName
      queueName: eventQueue
    }
    dependsOn: [stateStorage, eventTopics]
  }
]

module eventSubscriptions 'modules/event-subscription.bicep' = [
  for topic in topics: {
    scope: resourceGroup(split(topic.id, '/')[2], split(topic.id, '/')[4])
    params: {
      topicName: last(split(topic.id, '/'))
      name: 'ops-${suffix}'
      accountId: stateAccountId
      queueName: eventQueue
      eventTypes: topic.eventTypes
      operations: topic.operations
    }
    dependsOn: [eventSenders]
  }
]

module vaultReader 'modules/vault-reader.bicep' = if (!empty(keyVaultId)) {
  scope: resourceGroup(split(keyVaultId, '/')[2], split(keyVaultId, '/')[4])
  params: {
    identityId: identityIds.read
    vaultName: last(split(keyVaultId, '/'))
  }
  dependsOn: [identities]
}

module actionGroup 'modules/action-group.bicep' = if (entra != null) {
  scope: group
  params: {
    name: actionGroupName
    appAddress: appAddress
    entra: entra!
    tags: tags
  }
  dependsOn: [app]
}

module watch 'modules/watch.bicep' = {
  scope: group
  params: {
    location: location
    suffix: suffix
    watchers: watchers
    appName: appName
    accountNames: [hostAccountName, stateAccountName]
    tags: tags
  }
  dependsOn: [telemetry, hostStorage, stateStorage]
}

@description('Name of the resource group of the suite.')
output resourceGroupName string = groupName

@description('Name of the function app, to which the package is deployed.')
output appName string = appName

@description('Address of the app.')
output appAddress string = appAddress

@description('Name of the storage account of state, evidence and reports.')
output stateAccountName string = stateAccountName

@description('Resource id of the audit identity: audit.bicep and entra.sh take it.')
output auditIdentityId string = identityIds.audit

@description('Resource id of the action group for alert rules; empty without entra.')
output actionGroupId string = entra == null ? '' : actionGroupId
