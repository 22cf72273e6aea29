using 'main.bicep'

// One subscription, and nothing is changed: all capabilities report, drills are off, callers have a key.
param name = 'ops'
param location = 'westeurope'
param subscriptions = [
  { id: '11111111-1111-1111-1111-111111111111' }
]
param watchers = ['ops@example.com']
// The hash of your own key: docs/deploy.md. This one lets nobody in whom you do not know.
param keyHashes = ['0000000000000000000000000000000000000000000000000000000000000000 Ops.Reader Ops.Operator']
