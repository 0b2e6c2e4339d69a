// Tells when a month costs more than was thought. It stops nothing.
param name string
param amount int
param email string

@description('The first day of the month it begins in, this one or a later one, such as 2027-01-01. It stays, whenever this is deployed again.')
param from string

resource budget 'Microsoft.Consumption/budgets@2023-11-01' = {
  name: name
  properties: {
    category: 'Cost'
    amount: amount
    timeGrain: 'Monthly'
    timePeriod: { startDate: from }
    notifications: {
      nearly: { enabled: true, operator: 'GreaterThan', threshold: 80, contactEmails: [email] }
      over: { enabled: true, operator: 'GreaterThan', threshold: 100, contactEmails: [email] }
    }
  }
}
