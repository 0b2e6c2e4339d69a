// Rights of the identity in Microsoft Graph, each over the whole tenant. A choice: off unless asked for.
extension graph

param principalId string

var permissions = [
  // To install the app, and no other, for somebody.
  'TeamsAppInstallation.ReadWriteSelfForUser.All'
  'User.Read.All'
  'GroupMember.Read.All'
]

// Microsoft Graph's own id, the same in every tenant.
resource microsoftGraph 'Microsoft.Graph/servicePrincipals@v1.0' existing = {
  appId: '00000003-0000-0000-c000-000000000000'
}

resource granted 'Microsoft.Graph/appRoleAssignedTo@v1.0' = [for permission in permissions: {
  principalId: principalId
  resourceId: microsoftGraph.id
  appRoleId: first(filter(microsoftGraph.appRoles, role => role.value == permission))!.id
}]
