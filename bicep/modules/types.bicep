metadata name = 'Types'
metadata description = 'What the parameters of the installation are made of.'

@export()
@description('How far a capability may go: Off, Report (changes nothing), Approve (a person says yes to each), Apply.')
type mode = 'Off' | 'Report' | 'Approve' | 'Apply'

@export()
@description('A subscription in scope.')
type subscription = {
  @description('Required. Its id.')
  id: string

  @description('Optional. Id of its system topic of type Microsoft.Resources.Subscriptions. Default: one is made.')
  existingTopicId: string?

  @description('Optional. Health events of machines are delivered, too. Default: false.')
  healthEvents: bool?

  @description('Optional. The same as existingTopicId for type Microsoft.ResourceNotifications.HealthResources.')
  existingHealthTopicId: string?
}

@export()
@description('Rightsizing.')
type rightsizing = {
  @description('Optional. Default: Report.')
  mode: mode?

  @description('Optional. Six fields, UTC. Default: Mondays at 06:00.')
  schedule: string?

  @description('Optional. When resized machines are looked at after their watch. Six fields, UTC. Default: ten past each hour.')
  laterWatchSchedule: string?

  @description('Optional. Ids of subscriptions and resource groups in which it may change machines. Default: none.')
  allowedScopes: string[]?
}

@export()
@description('Snapshot rotation.')
type snapshots = {
  @description('Optional. Whether points are taken and copied. Default: Report.')
  mode: mode?

  @description('Optional. Whether points are deleted by rule. Default: Report.')
  deleteMode: mode?

  @description('Optional. Six fields, UTC. Default: five past each hour.')
  schedule: string?

  @description('Optional. Ids of subscriptions and resource groups in which it may take and delete points. Default: none.')
  allowedScopes: string[]?
}

@export()
@description('Disaster-recovery drills.')
type drills = {
  @description('Optional. Default: Off.')
  mode: mode?

  @description('Optional. Six fields, UTC. Default: a quarter past each hour.')
  schedule: string?

  @description('Optional. Ids of subscriptions (not their resource ids) in which drills are built. Default: none.')
  subscriptions: string[]?

  @description('Optional. Ids of subscriptions and resource groups where the applications and their recovery points are. Default: none.')
  sources: string[]?
}

@export()
@description('Access audits. They change nothing.')
type access = {
  @description('Optional. Default: Report.')
  mode: ('Off' | 'Report')?

  @description('Optional. Six fields, UTC. Default: Mondays at 04:30.')
  schedule: string?

  @description('Optional. Six fields, UTC. Default: every five minutes.')
  watchSchedule: string?

  @description('Optional. The rights are given at a management group, by audit.bicep, and not at each subscription. Default: false.')
  isAtManagementGroup: bool?
}

@export()
@description('Remediation of alerts.')
type remediation = {
  @description('Optional. Default: Report.')
  mode: mode?

  @description('Optional. Six fields, UTC. Default: every five minutes.')
  schedule: string?

  @description('Optional. Ids of subscriptions and resource groups in which it may cure machines. Default: none.')
  allowedScopes: string[]?
}

@export()
@description('What entra.sh prints.')
type entra = {
  @description('Required. The tenant whose tokens are taken.')
  tenant: string

  @description('Required. Client id of the app registration: for whom the tokens are.')
  audience: string

  @description('Required. Object id of the app registration, for the secure webhook of the action group.')
  objectId: string

  @description('Required. Identifier address of the app registration, api://...')
  identifierUri: string
}

@export()
@description('Private networking: storage by private endpoints alone, the app with a network of its own and a fixed address outwards.')
type network = {
  @description('Required. Address space, /25 or larger, such as 10.20.0.0/24.')
  addressPrefix: string

  @description('Required. Who reaches the app beside action groups: ranges such as 203.0.113.0/24.')
  allowedRanges: string[]
}
