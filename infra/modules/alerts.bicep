// What somebody is told by e-mail. Each is a query over the log, and names events that the code logs.
param name string
param location string
param workspaceId string
param email string
param tags object

// Each alert costs by how often it asks: half a dollar a month for every 15 minutes.
var alerts = loadJsonContent('../alerts.json')
var logLines = loadTextContent('../log-lines.kql')

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: name
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'carillon'
    enabled: true
    emailReceivers: [{ name: 'operator', emailAddress: email, useCommonAlertSchema: true }]
  }
}

resource alert 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for one in alerts: {
  name: '${name}-${one.name}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: 'Carillon: ${one.title}'
    description: one.description
    severity: one.severity
    enabled: true
    // Rules are made before there is a line, and maybe before the workspace has a table for one.
    skipQueryValidation: true
    scopes: [workspaceId]
    evaluationFrequency: one.every
    windowSize: one.window
    criteria: {
      allOf: [
        {
          query: replace(one.query, 'CarillonLog', trim(logLines))
          timeAggregation: 'Count'
          operator: one.operator
          threshold: one.threshold
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    // Of what is said once, silence does not mean that it is over: each time is told, and nothing is called resolved.
    autoMitigate: one.resolves
    actions: { actionGroups: [people.id] }
  }
}]
