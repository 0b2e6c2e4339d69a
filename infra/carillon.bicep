// Carillon in one resource group: the app, its storage, identity, bot, registration in Entra, logs and alerts.
targetScope = 'resourceGroup'

@description('What you may want and most do not. Nothing of it is on by default.')
type optionSettings = {
  @description('Instances that always run for HTTP, so that nobody waits for a cold start; they are paid whether used or not.')
  @minValue(0)
  @maxValue(20)
  alwaysReady: int?

  @description('Instances that each function, and all of HTTP together, may grow to: 40 by default.')
  @minValue(40)
  @maxValue(1000)
  maximumInstances: int?

  @description('Storage has copies in three zones of the region. Only from the first deployment on.')
  zoneRedundantStorage: bool?

  @description('The same, and instances in several zones, of which Azure then always runs two of each kind; they are paid whether used or not.')
  zoneRedundant: bool?

  @description('Storage is reached through a virtual network alone.')
  privateNetwork: bool?

  @description('An e-mail at 80 and 100 percent of so much a month, in the currency of the subscription, from the first day of this month or a later one on. Needs alertEmail.')
  monthlyBudget: { amount: int, from: string }?

  @description('The identity may read users and groups and install the app through Microsoft Graph. Nothing in Carillon needs it yet.')
  graphPermissions: bool?

  @description('Days that logs are kept: 90 by default, 30 to 730.')
  @minValue(30)
  @maxValue(730)
  logRetentionDays: int?

  @description('Logs taken in a day, in GB, after which none are until the next: 1 by default.')
  @minValue(1)
  dailyLogGb: int?
}

@description('Azure region of everything that has one.')
param location string = resourceGroup().location

@description('Where your Teams tenant is: the Azure cloud you deploy to must fit.')
@allowed(['public', 'gcc', 'gcc-high', 'dod', 'china'])
param cloud string = 'public'

@description('Object id of who gets the role Carillon.Admin. Empty: nobody.')
param adminId string = ''

@description('Client id of an app registration for the API that exists already. Empty: one is made.')
param apiClientId string = ''

@description('Who is told when something is wrong. Empty: no alerts are made, for nobody would hear of them.')
param alertEmail string = ''

@description('Time zone of the organisation, an IANA name such as Europe/Paris.')
param timeZone string = 'UTC'

@description('second-person: whoever wrote a broadcast may not release it.')
@allowed(['none', 'second-person'])
param release string = 'none'

@description('Further settings by name, see docs/reference.md.')
param settings object = {}

@description('What you may want and most do not.')
param options optionSettings = {}

@description('Put on every resource.')
param tags object = {}

var clouds = loadJsonContent('clouds.json')
var place = clouds[cloud].azure == environment().name
  ? clouds[cloud]
  : fail('The cloud ${cloud} is not in ${environment().name}: deploy it to ${clouds[cloud].azure}.')

var name = 'carillon-${uniqueString(resourceGroup().id)}'
var tablePrefix = 'carillon'

module identity 'modules/identity.bicep' = {
  name: 'identity'
  params: { name: name, location: location, tags: tags }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  params: {
    name: replace(name, '-', '')
    location: location
    tablePrefix: tablePrefix
    zoneRedundant: (options.?zoneRedundantStorage ?? false) || (options.?zoneRedundant ?? false)
    isPrivate: options.?privateNetwork ?? false
    tags: tags
  }
}

module network 'modules/network.bicep' = if (options.?privateNetwork ?? false) {
  name: 'network'
  params: { name: name, location: location, storageAccount: storage.outputs.account, tags: tags }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: {
    name: name
    location: location
    retentionDays: options.?logRetentionDays ?? 90
    dailyGb: options.?dailyLogGb ?? 1
    tags: tags
  }
}

module access 'modules/access.bicep' = {
  name: 'access'
  params: {
    principalId: identity.outputs.principalId
    storageAccount: storage.outputs.account
    applicationInsights: monitoring.outputs.applicationInsights
  }
}

module registration 'modules/registration.bicep' = if (empty(apiClientId)) {
  name: 'registration'
  params: {
    uniqueName: 'carillon-${subscription().subscriptionId}-${resourceGroup().name}'
    adminId: adminId
  }
}

module graph 'modules/graph-permissions.bicep' = if (options.?graphPermissions ?? false) {
  name: 'graph-permissions'
  params: { principalId: identity.outputs.principalId }
}

var audience = empty(apiClientId) ? registration!.outputs.clientId : apiClientId

module app 'modules/function-app.bicep' = {
  name: 'function-app'
  params: {
    name: name
    location: location
    identityId: identity.outputs.id
    packages: storage.outputs.packages
    subnetId: options.?privateNetwork ?? false ? network!.outputs.appSubnetId : ''
    maximumInstances: options.?maximumInstances ?? 40
    alwaysReady: options.?alwaysReady ?? 0
    zoneRedundant: options.?zoneRedundant ?? false
    settings: {
      AzureWebJobsStorage__blobServiceUri: storage.outputs.blobUri
      AzureWebJobsStorage__queueServiceUri: storage.outputs.queueUri
      AzureWebJobsStorage__tableServiceUri: storage.outputs.tableUri
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: identity.outputs.clientId
      APPLICATIONINSIGHTS_CONNECTION_STRING: monitoring.outputs.connectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD;ClientId=${identity.outputs.clientId}'
      MicrosoftAppId: identity.outputs.clientId
      MicrosoftAppType: 'UserAssignedMSI'
      MicrosoftAppTenantId: tenant().tenantId
      CARILLON_CLOUD: cloud
      CARILLON_ALLOWED_TENANTS: tenant().tenantId
      CARILLON_API_AUDIENCES: audience
      CARILLON_TABLE_PREFIX: tablePrefix
      CARILLON_TIME_ZONE: timeZone
      CARILLON_RELEASE: release
      ...settings
    }
    tags: tags
  }
  // The host reads its package and its keys with these rights as soon as it is there.
  dependsOn: [access]
}

module bot 'modules/bot.bicep' = {
  name: 'bot'
  params: {
    name: name
    identityId: identity.outputs.id
    clientId: identity.outputs.clientId
    endpoint: '${app.outputs.url}/api/messages'
    teamsDeployment: place.?teams
    tags: tags
  }
}

module alerts 'modules/alerts.bicep' = if (!empty(alertEmail)) {
  name: 'alerts'
  params: {
    name: name
    location: location
    workspaceId: monitoring.outputs.workspaceId
    email: alertEmail
    tags: tags
  }
}

module workbook 'modules/workbook.bicep' = {
  name: 'workbook'
  params: { name: name, location: location, workspaceId: monitoring.outputs.workspaceId, tags: tags }
}

module budget 'modules/budget.bicep' = if (contains(options, 'monthlyBudget') && !empty(alertEmail)) {
  name: 'budget'
  params: {
    name: name
    amount: options.?monthlyBudget.?amount ?? 0
    from: options.?monthlyBudget.?from ?? ''
    email: alertEmail
  }
}

@description('To deploy code to.')
output functionApp string = app.outputs.name

@description('What CARILLON_URL of the command line is.')
output url string = app.outputs.url

@description('What CARILLON_SCOPE of the command line is: what a token is for.')
output scope string = '${audience}/.default'

@description('The bot’s id, for the Teams app package.')
output botId string = identity.outputs.clientId

output apiClientId string = audience
