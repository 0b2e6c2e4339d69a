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

export const settingsTable = [
  {
    name: 'AZURE_FUNCTIONS_ENVIRONMENT',
    means:
      'Set by the Functions host. `Development`, together with storage on the emulator and no `MicrosoftAppId`, is local mode: no token is asked for. With a bot it must not be `Development`.',
  },
  {
    name: 'AzureWebJobsStorage',
    secret: true,
    means:
      'For local mode: the emulator’s connection string, `UseDevelopmentStorage=true` where it listens on its usual ports. Elsewhere leave it out, and use an identity, below.',
  },
  {
    name: 'AzureWebJobsStorage__accountName',
    means:
      'Name of the storage account, to be used with an identity instead of a key. For the public cloud and GCC alone: the Functions host knows no other. Elsewhere set the URLs below, and `AzureWebJobsStorage__blobServiceUri` for the host.',
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
  { name: 'MicrosoftAppId', means: 'The bot’s application (client) id in Entra. Needed outside local mode.' },
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
    name: 'CARILLON_CLOUD',
    default: 'public',
    means:
      'The cloud that Teams and the app are in: `public`, `gcc`, `gcc-high`, `dod` or `china`. It decides whose tokens are taken, where the bot gets its own, and where Teams is: [see below](#clouds). It takes the place of the Bot Framework’s `ChannelService`, which must not be set.',
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
      'Broadcasts a tenant may create within 24 hours without a confirmation (`"confirm": true`), tests aside: a program that runs in circles is stopped by it. What needs a release counts when it is released. 0 for any number.',
  },
  {
    name: 'CARILLON_GUARD_RECIPIENTS_PER_DAY',
    default: '1000000',
    means:
      'Recipients whom a tenant may create broadcasts for within 24 hours without a confirmation, each counted as often as meant. What needs a release counts when it is released. 0 for any number.',
  },
  {
    name: 'CARILLON_ALLOWED_TENANTS',
    default: '',
    means:
      'Ids of the tenants that may use this Carillon, separated by commas: tokens and activities of no other are taken. In local mode, none means any.',
  },
  {
    name: 'CARILLON_API_AUDIENCES',
    means:
      'What a token for the API may be for, separated by commas: the application (client) id of its registration in Entra, and the Application ID URI if that issues tokens of version 1.0. Needed outside local mode.',
  },
  {
    name: 'CARILLON_AUTHORITY',
    means:
      'For a rehearsal with tokens on one’s own machine, with `Development` and the storage emulator alone: who issues tokens there, such as `http://127.0.0.1:8080`. It is asked for keys as Entra is, and for the Bot Framework’s metadata under `/v1/.well-known/openidconfiguration`. Elsewhere leave it unset: `CARILLON_CLOUD` says who issues tokens.',
  },
  {
    name: 'IDENTITY_ENDPOINT',
    means:
      'Set by App Service: where the app’s identities get their tokens. In a rehearsal it must be on this machine.',
  },
  {
    name: 'IDENTITY_HEADER',
    secret: true,
    means: 'Set by App Service: what its identity endpoint wants to be shown. In a rehearsal any text.',
  },
  {
    name: 'CARILLON_API_RATE',
    default: '100',
    means:
      'Requests a second that one caller of the API may make, for each instance, five seconds’ worth at once: from 1 to 10000. In local mode they are not counted.',
  },
  {
    name: 'CARILLON_SERVICE_HOSTS',
    means:
      'Hosts to which the bot’s token may be sent, separated by commas. A serviceUrl must be https on exactly one of these hosts; subdomains don’t count. Unset, they are [those of the cloud](#clouds). In a rehearsal they are to be named, such as `127.0.0.1:7072`, and all on this machine.',
  },
  {
    name: 'CARILLON_SERVICE_URL',
    means:
      'Where Teams is for a tenant that Carillon has not heard from yet, on one of the hosts above. Unset, it is [the global address of the cloud](#clouds); where there is none, nobody of a tenant can be reached before its first activity. Not used in local mode.',
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
      'A broadcast that a failure has paused is `stopped` when nobody has resumed it after so many days, and an edit or recall that Teams refuses for everybody is given up: above 0, at most 365.',
  },
  {
    name: 'CARILLON_RETENTION_DAYS',
    default: '365',
    means:
      'How many days after its end a broadcast is kept, with everything about who got it; then it is deleted, and so is who has not been reachable for as long. A whole number; 0 keeps all for ever. The audit is never deleted.',
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
