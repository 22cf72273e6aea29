metadata name = 'Watch over the suite'
metadata description = 'Alert rules about the suite itself. They call people, never the suite: what is broken cannot report that it is.'

@description('Required. Region.')
param location string

@description('Required. Ending of all names.')
param suffix string

@description('Required. Mail addresses of the people who are called.')
param watchers string[]

@description('Required. Name of the app.')
param appName string

@description('Required. Names of the storage accounts.')
param accountNames string[]

@description('Required. Tags of all resources.')
param tags object

var ofApp = 'AppRequests | where AppRoleName =~ "${appName}"'
// Absence is a log alert that counts to less than one: a metric that stops fires nothing.
var rules = [
  {
    name: 'no-timer'
    text: 'No timer of the suite ran for two hours: it does not start, or is stopped.'
    query: '${ofApp} | where Name in ("SnapshotTimer", "AccessWatchTimer", "ReconcileAlertsTimer")'
    operator: 'LessThan'
    threshold: 1
    window: 'PT2H'
    every: 'PT30M'
    severity: 1
  }
  {
    name: 'no-daily-head'
    text: 'No head of the evidence was given away for two days.'
    query: '${ofApp} | where Name == "DailyHeadTimer"'
    operator: 'LessThan'
    threshold: 1
    window: 'P2D'
    every: 'P1D'
    severity: 2
  }
  {
    name: 'failures'
    text: 'More than ten calls or steps of the suite failed within a quarter of an hour.'
    query: '${ofApp} | where Success == false'
    operator: 'GreaterThan'
    threshold: 10
    window: 'PT15M'
    every: 'PT15M'
    severity: 2
  }
  {
    name: 'poison'
    text: 'A message could not be taken: GET /api/events/poison and /api/alerts/poison say why.'
    query: 'AppTraces | where AppRoleName =~ "${appName}" | where Message has "Moving message to queue"'
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT15M'
    every: 'PT15M'
    severity: 2
  }
]

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' existing = {
  name: 'log-${suffix}'
}

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${suffix}-people'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'OpsPeople'
    emailReceivers: [
      for watcher in watchers: {
        name: watcher
        emailAddress: watcher
        useCommonAlertSchema: true
      }
    ]
  }
}

resource logAlerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: 'alert-${suffix}-${rule.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: 'OpsFunctions ${suffix}: ${rule.name}'
      description: rule.text
      enabled: true
      severity: rule.severity
      scopes: [workspace.id]
      evaluationFrequency: rule.every
      windowSize: rule.window
      autoMitigate: true
      // The tables are there after the first telemetry.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: rule.operator
            threshold: rule.threshold
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      actions: { actionGroups: [people.id] }
    }
  }
]

resource storageAlerts 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for accountName in accountNames: {
    name: 'alert-${suffix}-${accountName}'
    location: 'global'
    tags: tags
    properties: {
      description: 'Storage of the suite answers with errors.'
      enabled: true
      severity: 1
      scopes: [resourceId('Microsoft.Storage/storageAccounts', accountName)]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      autoMitigate: true
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            name: 'availability'
            criterionType: 'StaticThresholdCriterion'
            metricNamespace: 'Microsoft.Storage/storageAccounts'
            metricName: 'Availability'
            timeAggregation: 'Average'
            operator: 'LessThan'
            threshold: 99
          }
        ]
      }
      actions: [{ actionGroupId: people.id }]
    }
  }
]

resource evidenceAlert 'Microsoft.Insights/activityLogAlerts@2020-10-01' = {
  name: 'alert-${suffix}-evidence'
  location: 'global'
  tags: tags
  properties: {
    description: 'Somebody took away, or tried to take away, what keeps evidence: a container, its policy, or an account.'
    enabled: true
    scopes: [resourceGroup().id]
    condition: {
      allOf: [
        { field: 'category', equals: 'Administrative' }
        {
          anyOf: [
            { field: 'operationName', equals: 'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies/delete' }
            { field: 'operationName', equals: 'Microsoft.Storage/storageAccounts/blobServices/containers/delete' }
            { field: 'operationName', equals: 'Microsoft.Storage/storageAccounts/delete' }
          ]
        }
      ]
    }
    actions: { actionGroups: [{ actionGroupId: people.id }] }
  }
}
