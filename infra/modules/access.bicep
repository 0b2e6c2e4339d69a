// What the identity may do, and nothing else. On the whole account: it is Carillon's alone, and its rows and queues are all that is in it.
param principalId string
param storageAccount string
param applicationInsights string

var roles = loadJsonContent('../roles.json')

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageAccount
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsights
}

resource onStorage 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in roles.storage: {
  name: guid(account.id, principalId, role.id)
  scope: account
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.id)
    description: role.why
  }
}]

resource onTelemetry 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in roles.telemetry: {
  name: guid(insights.id, principalId, role.id)
  scope: insights
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.id)
    description: role.why
  }
}]
