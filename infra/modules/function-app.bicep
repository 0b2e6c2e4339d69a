// The app, on Flex Consumption: it costs while it works.
param name string
param location string
param identityId string

@description('URL of the blob container that the package is in.')
param packages string

@description('Subnet that the app reaches storage from. Empty: over the public network.')
param subnetId string
param maximumInstances int
param alwaysReady int
param zoneRedundant bool
param settings object
param tags object

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: name
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true, zoneRedundant: zoneRedundant }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'app' })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    // For settings that are references to secrets of yours in Key Vault, such as a webhook's.
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packages
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
      runtime: { name: 'node', version: '24' }
      scaleAndConcurrency: {
        // The smallest. A sender and its broadcast fit in it: what they need does not grow with the audience.
        instanceMemoryMB: 512
        // A cap on what a flood of strangers can cost, never reached otherwise: a tenant's limit at Teams is what one sender
        // can send, and each broadcast has at most four jobs on a queue, hidden ones included. 40 is the lowest that all of Azure's documents allow.
        maximumInstanceCount: maximumInstances
        // Requests wait for storage, not for the processor. Azure's default of 4 for this size would start instances for nothing when everybody installs at once.
        triggers: { http: { perInstanceConcurrency: 32 } }
        alwaysReady: alwaysReady > 0 ? [{ name: 'http', instanceCount: alwaysReady }] : []
      }
      // A deployment lets what runs finish, and starts the new version beside it. Azure's types do not list it yet.
      #disable-next-line BCP037
      siteUpdateStrategy: { type: 'RollingUpdate' }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      http20Enabled: true
      // Here, not beside it: what changes at once is one update, and instances are replaced once.
      appSettings: [for setting in items(settings): { name: setting.key, value: setting.value }]
    }
  }
}

// Code is deployed with Entra's tokens: there is no user and password that would.
resource noPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = [for door in ['ftp', 'scm']: {
  parent: app
  name: door
  properties: { allow: false }
}]

output name string = app.name
output url string = 'https://${app.properties.defaultHostName}'
