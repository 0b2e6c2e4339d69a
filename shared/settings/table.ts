/** Every setting Carillon reads: the one list, from which also the documentation is made. */

export interface Setting {
  readonly name: string;
  /** What holds when it is not set; absent: nothing does, or it depends (see `means`). */
  readonly default?: string;
  /** What it is, and what may be in it: sentences for the documentation. */
  readonly means: string;
  /** Never printed. */
  readonly secret?: true;
}

/** Hosts of Teams' Bot Connector: public, GCC, GCC High, DoD (Microsoft's documentation of proactive messages). */
const teamsHosts = [
  'smba.trafficmanager.net',
  'smba.infra.gcc.teams.microsoft.com',
  'smba.infra.gov.teams.microsoft.us',
  'smba.infra.dod.teams.microsoft.us',
];

export const settingsTable = [
  {
    name: 'AZURE_FUNCTIONS_ENVIRONMENT',
    means:
      'Set by the Functions host. `Development`, together with storage on the emulator and no `MicrosoftAppId`, is local mode: no token is asked for.',
  },
  {
    name: 'AzureWebJobsStorage',
    secret: true,
    means:
      'Connection string of the storage account, with an account key; `UseDevelopmentStorage=true` for the emulator on its usual ports. Or leave it out and use an identity, below.',
  },
  {
    name: 'AzureWebJobsStorage__accountName',
    means: 'Name of the storage account in the public cloud, to be used with an identity instead of a key.',
  },
  {
    name: 'AzureWebJobsStorage__tableServiceUri',
    means: 'Instead of the account name: the URL of its tables, for other clouds and own domains.',
  },
  {
    name: 'AzureWebJobsStorage__queueServiceUri',
    means: 'Instead of the account name: the URL of its queues, for other clouds and own domains.',
  },
  {
    name: 'AzureWebJobsStorage__credential',
    means: '`managedidentity` for the identity of the function app; unset, whatever identity is at hand is used.',
  },
  {
    name: 'AzureWebJobsStorage__clientId',
    means: 'Client id of a user-assigned identity for storage; unset, the system-assigned one.',
  },
  { name: 'MicrosoftAppId', means: 'The bot’s application (client) id in Entra.' },
  {
    name: 'MicrosoftAppType',
    default: 'UserAssignedMSI',
    means:
      '`UserAssignedMSI` (no secret), `SingleTenant`, or `MultiTenant` for a bot that was made before August 2025.',
  },
  { name: 'MicrosoftAppTenantId', means: 'The tenant of the bot’s application; not needed for `MultiTenant`.' },
  {
    name: 'MicrosoftAppPassword',
    secret: true,
    means: 'The bot’s client secret; not needed for `UserAssignedMSI`.',
  },
  {
    name: 'CARILLON_RATE',
    default: '45',
    means: 'Requests a second to Teams for one tenant, all instances together: above 0, at most 1000. Teams allows 50.',
  },
  {
    name: 'CARILLON_GUARD_BROADCASTS_PER_DAY',
    default: '100',
    means:
      'Broadcasts a tenant may create within 24 hours without a confirmation (`"confirm": true`), tests aside: a program that runs in circles is stopped by it. 0 for any number.',
  },
  {
    name: 'CARILLON_GUARD_RECIPIENTS_PER_DAY',
    default: '1000000',
    means:
      'Recipients whom a tenant may create broadcasts for within 24 hours without a confirmation, each counted as often as meant. 0 for any number.',
  },
  {
    name: 'CARILLON_ALLOWED_TENANTS',
    default: '',
    means: 'Ids of the tenants that may use this Carillon, separated by commas. In local mode, none means any.',
  },
  {
    name: 'CARILLON_SERVICE_HOSTS',
    default: teamsHosts.join(','),
    means:
      'Hosts to which the bot’s token may be sent, separated by commas. A serviceUrl must be https on exactly one of these hosts; subdomains don’t count.',
  },
  {
    name: 'CARILLON_TIME_ZONE',
    default: 'UTC',
    means:
      'Time zone of the organisation, an IANA name such as `Europe/Paris`: it holds for everybody whose own is not known, where a broadcast goes by local time.',
  },
  {
    name: 'CARILLON_STOP_AFTER_DAYS',
    default: '7',
    means:
      'A broadcast that a failure has paused is `stopped` when nobody has resumed it after so many days: above 0, at most 365.',
  },
  {
    name: 'CARILLON_RELEASE',
    default: 'none',
    means:
      '`second-person`: a broadcast goes out when somebody has released it who did not write it, and what was released is not edited. `none`: it goes out at once, unless its author may not send (has the role author, and not sender).',
  },
  {
    name: 'CARILLON_WEBHOOK_HOSTS',
    default: '',
    means:
      'Hosts to which the end of a broadcast may be told, separated by commas: exactly these, over https on port 443. None means that webhooks are refused. In local mode this machine is allowed as well, on any port.',
  },
  {
    name: 'CARILLON_WEBHOOK_SECRET',
    secret: true,
    means:
      'What webhooks are signed with, after the Standard Webhooks specification: `whsec_` and 24 to 64 random bytes in base64. Several, separated by commas, sign each for itself, so that one can take the place of another. Without it webhooks are refused.',
  },
  {
    name: 'CARILLON_TABLE_PREFIX',
    default: 'carillon',
    means: 'What the names of all tables begin with: up to 40 letters and digits, a letter first.',
  },
] as const satisfies readonly Setting[];

export type SettingName = (typeof settingsTable)[number]['name'];
