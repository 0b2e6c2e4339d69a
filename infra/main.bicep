// What `azd up` makes: a resource group, and Carillon in it. Without azd, carillon.bicep alone does the same in a resource group of yours.
targetScope = 'subscription'

@description('Name of the azd environment. The resource group is called rg- and this.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('Azure region of everything that has one. Flex Consumption must be offered there.')
param location string

@description('Where your Teams tenant is. It must be the Azure cloud that you deploy to: public and gcc are in Azure’s public cloud, gcc-high and dod in Azure Government, china in Azure China.')
@allowed(['public', 'gcc', 'gcc-high', 'dod', 'china'])
param cloud string = 'public'

@description('Object id of who gets the role Carillon.Admin: a user, a group or a service principal. azd gives whoever deploys. Empty: nobody.')
param adminId string = ''

@description('Client id of an app registration for the API that exists already, made as docs/deploy.md says. Empty: one is made.')
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

@description('What you may want and most do not: see options in carillon.bicep.')
param options object = {}

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: { 'azd-env-name': environmentName }
}

module carillon 'carillon.bicep' = {
  name: 'carillon'
  scope: group
  params: {
    location: location
    cloud: cloud
    adminId: adminId
    apiClientId: apiClientId
    alertEmail: alertEmail
    timeZone: timeZone
    release: release
    settings: settings
    options: options
    tags: { 'azd-env-name': environmentName }
  }
}

output AZURE_RESOURCE_GROUP string = group.name
output CARILLON_FUNCTION_APP string = carillon.outputs.functionApp
output CARILLON_URL string = carillon.outputs.url
output CARILLON_SCOPE string = carillon.outputs.scope
output CARILLON_BOT_ID string = carillon.outputs.botId
output CARILLON_API_CLIENT_ID string = carillon.outputs.apiClientId
