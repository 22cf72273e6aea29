using 'main.bicep'

// What azd up deploys: the values are those of its environment. As small.bicepparam, which has them written down.
param name = readEnvironmentVariable('OPS_NAME', 'ops')
param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')
param subscriptions = [
  { id: readEnvironmentVariable('AZURE_SUBSCRIPTION_ID', '11111111-1111-1111-1111-111111111111') }
]
param watchers = [readEnvironmentVariable('OPS_WATCHER', 'ops@example.com')]
param keyHashes = [readEnvironmentVariable('OPS_KEY_HASH', '0000000000000000000000000000000000000000000000000000000000000000')]
param tags = { 'azd-env-name': readEnvironmentVariable('AZURE_ENV_NAME', 'ops') }
