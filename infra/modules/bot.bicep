// The bot as Teams knows it. Its id is the identity's, so it has no secret.
param name string
param identityId string
param clientId string
param endpoint string

@description('Which Teams the channel is for; null where the cloud has only one.')
param teamsDeployment string?
param tags object

resource bot 'Microsoft.BotService/botServices@2022-09-15' = {
  name: name
  location: 'global'
  tags: tags
  kind: 'azurebot'
  // Messages over Teams, a standard channel, cost nothing in either size; S1 has an agreed availability, F0 has none.
  sku: { name: 'S1' }
  properties: {
    displayName: 'Carillon'
    endpoint: endpoint
    msaAppId: clientId
    msaAppType: 'UserAssignedMSI'
    msaAppMSIResourceId: identityId
    msaAppTenantId: tenant().tenantId
    disableLocalAuth: true
  }
}

resource teams 'Microsoft.BotService/botServices/channels@2022-09-15' = {
  parent: bot
  name: 'MsTeamsChannel'
  location: 'global'
  properties: {
    channelName: 'MsTeamsChannel'
    properties: {
      isEnabled: true
      enableCalling: false
      acceptedTerms: true
      deploymentEnvironment: teamsDeployment
    }
  }
}
