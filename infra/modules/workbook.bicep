// One page for the operator, in the portal: how it goes, and what is wrong.
param name string
param location string
param workspaceId string
param tags object

var page = loadTextContent('../workbook.json')
var logLines = loadTextContent('../log-lines.kql')

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, name)
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Carillon'
    category: 'workbook'
    sourceId: workspaceId
    serializedData: replace(replace(page, 'CarillonLog', trim(logLines)), 'WORKSPACE_ID', workspaceId)
  }
}
