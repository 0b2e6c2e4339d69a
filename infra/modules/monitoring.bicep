// Logs: one workspace, and Application Insights in front of it, which takes from the app's identity alone.
param name string
param location string
param retentionDays int
param dailyGb int
param tags object

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    // A program that logs in circles must not cost more than this in a day.
    workspaceCapping: { dailyQuotaGb: dailyGb }
    features: { disableLocalAuth: true, enableLogAccessUsingOnlyResourcePermissions: true }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: name
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
  }
}

output workspaceId string = workspace.id
output applicationInsights string = insights.name
output connectionString string = insights.properties.ConnectionString
