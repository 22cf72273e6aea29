using 'main.bicep'

// Three subscriptions: production, everything else, and one that drills are built in. Changes where a scope allows them.
param name = 'opsprod'
param location = 'westeurope'
param subscriptions = [
  {
    id: '11111111-1111-1111-1111-111111111111'
    healthEvents: true
  }
  {
    // This one has a system topic already, and Azure allows no second.
    id: '22222222-2222-2222-2222-222222222222'
    existingTopicId: '/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg-events/providers/Microsoft.EventGrid/systemTopics/subscription-events'
    healthEvents: true
  }
]
param watchers = ['ops@example.com', 'night@example.com']

param rightsizing = {
  mode: 'Approve'
  allowedScopes: [
    '/subscriptions/22222222-2222-2222-2222-222222222222'
    '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-shop'
  ]
}
param snapshots = {
  mode: 'Apply'
  deleteMode: 'Apply'
  allowedScopes: [
    '/subscriptions/11111111-1111-1111-1111-111111111111'
    '/subscriptions/22222222-2222-2222-2222-222222222222'
  ]
}
param drills = {
  mode: 'Approve'
  subscriptions: ['33333333-3333-3333-3333-333333333333']
  sources: ['/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-shop']
}
param access = {
  isAtManagementGroup: true
}
param remediation = {
  mode: 'Apply'
  allowedScopes: ['/subscriptions/22222222-2222-2222-2222-222222222222']
}

// entra.sh prints these four.
param entra = {
  tenant: '44444444-4444-4444-4444-444444444444'
  audience: '55555555-5555-5555-5555-555555555555'
  objectId: '66666666-6666-6666-6666-666666666666'
  identifierUri: 'api://55555555-5555-5555-5555-555555555555'
}

param keyVaultId = '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-secrets/providers/Microsoft.KeyVault/vaults/kv-opsprod'
param settings = {
  Access__EmergencyAccounts__0: '77777777-7777-7777-7777-777777777777'
  Access__EmergencyAccounts__1: '88888888-8888-8888-8888-888888888888'
  Drills__Plans__shop__SourceGroup: '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-shop'
  Drills__Plans__shop__EveryDays: '28'
  Notifications__Webhooks__ops__Url: 'https://hooks.example.com/ops'
  Notifications__Webhooks__ops__Secret: '@Microsoft.KeyVault(SecretUri=https://kv-opsprod.vault.azure.net/secrets/ops-webhook)'
}

param evidencePolicy = 'unlocked'
param evidenceDays = 1095
param storageSku = 'Standard_GZRS'
param logRetentionDays = 90
param network = {
  addressPrefix: '10.20.0.0/24'
  allowedRanges: ['203.0.113.0/24']
}
param tags = {
  application: 'OpsFunctions'
  owner: 'ops@example.com'
}
