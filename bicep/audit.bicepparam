using 'audit.bicep'

param auditIdentityId = '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-ops-example/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-ops-example-audit'
