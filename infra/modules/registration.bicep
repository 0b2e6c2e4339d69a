// The API's registration in Entra: who may get a token for it, and as what. It is no part of the resource group.
extension graph

@description('By this name it is found again at the next deployment, and when all is taken down.')
param uniqueName string
param adminId string

// Azure's own command line: `az login` and the command carillon sign in by it. The same id in every tenant and cloud.
var azureCli = '04b07795-8ddb-461a-bbee-02f9e1bf7b46'

// Each has what those before it have. Their ids are made of the names, so that they stay what they are.
var roles = loadJsonContent('../app-roles.json')
var scopeId = guid(uniqueName, 'access_as_user')
var roleIds = toObject(roles, role => role.value, role => guid(uniqueName, role.value))

resource application 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: uniqueName
  displayName: 'Carillon API'
  signInAudience: 'AzureADMyOrg'
  // The tenant's id in it is what Entra takes from everybody; the client id is not known before it is made.
  identifierUris: ['api://${tenant().tenantId}/${uniqueName}']
  api: {
    requestedAccessTokenVersion: 2
    oauth2PermissionScopes: [
      {
        id: scopeId
        value: 'access_as_user'
        type: 'User'
        isEnabled: true
        adminConsentDisplayName: 'Use Carillon'
        adminConsentDescription: 'Lets a program use Carillon as the person who signed in, with that person’s role.'
        userConsentDisplayName: 'Use Carillon'
        userConsentDescription: 'Lets a program use Carillon as you, with your role.'
      }
    ]
    preAuthorizedApplications: [{ appId: azureCli, delegatedPermissionIds: [scopeId] }]
  }
  appRoles: [for role in roles: {
    id: roleIds[role.value]
    value: role.value
    displayName: role.displayName
    description: role.description
    allowedMemberTypes: ['User', 'Application']
    isEnabled: true
  }]
}

resource enterprise 'Microsoft.Graph/servicePrincipals@v1.0' = {
  appId: application.appId
  // Who has no role gets no token.
  appRoleAssignmentRequired: true
  // Without it the portal does not list it among the enterprise applications.
  tags: ['WindowsAzureActiveDirectoryIntegratedApp']
}

resource admin 'Microsoft.Graph/appRoleAssignedTo@v1.0' = if (!empty(adminId)) {
  principalId: adminId
  resourceId: enterprise.id
  appRoleId: roleIds['Carillon.Admin']
}

output clientId string = application.appId
