/** All settings, read and checked once, when the app starts. What each means is in settings/table.ts. */
import { isTimeZone } from './schedule/time-zone.ts';
import { type ApiSettings, readApi } from './settings/api.ts';
import type { BotSettings } from './settings/bot.ts';
import { readBot } from './settings/bot.ts';
import { readCloud } from './settings/cloud.ts';
import { modeMeant, requireMode } from './settings/mode.ts';
import type { Environment } from './settings/reader.ts';
import { Reader, SettingsError } from './settings/reader.ts';
import { rehearsedIn } from './settings/rehearsal.ts';
import { readServiceHosts } from './settings/service-url.ts';
import type { StorageSettings } from './settings/storage.ts';
import { readStorage } from './settings/storage.ts';
import type { SettingName } from './settings/table.ts';
import { readWebhookHosts, readWebhookSecrets } from './settings/webhook.ts';

export type { ApiSettings } from './settings/api.ts';
export type { Problem } from './settings/reader.ts';
export { SettingsError } from './settings/reader.ts';
export { serviceUrlAllowed } from './settings/service-url.ts';
export type { StorageSettings } from './settings/storage.ts';
export { settingsTable } from './settings/table.ts';

export interface Settings {
  /** Nobody is asked for a token, and a serviceUrl on this machine is allowed. */
  readonly local: boolean;
  readonly storage: StorageSettings;
  /** Tokens are asked for, and both their authority and the storage are on this machine: for tests. */
  readonly rehearsal: boolean;
  /** Nothing in local mode, and only there. */
  readonly bot: BotSettings | undefined;
  /** Whose tokens the API takes. Nothing in local mode, and only there. */
  readonly api: ApiSettings | undefined;
  /** Requests a second for one tenant, all instances together. */
  readonly rate: number;
  /** What a tenant may begin in a day without a confirmation; 0: any amount. */
  readonly guard: { readonly broadcasts: number; readonly recipients: number };
  /** Ids in lower case; in local mode none means any. */
  readonly allowedTenants: readonly string[];
  /** Hosts in lower case, with their port if it is not 443. */
  readonly serviceHosts: readonly string[];
  readonly tablePrefix: string;
  /** An IANA name. */
  readonly timeZone: string;
  /** What a failure has paused for so long is stopped, ms. */
  readonly stopAfter: number;
  /** What has been over for so long is deleted, ms; absent: nothing ever is. */
  readonly retention?: number;
  /** Nobody's broadcast goes out before another person has released it. */
  readonly secondPerson: boolean;
  /** Hosts in lower case. */
  readonly webhookHosts: readonly string[];
  /** The keys that webhooks are signed with. */
  readonly webhookSecrets: readonly Uint8Array[];
}

const MAX_RATE = 1_000;

/**
 * Reads the settings from an environment such as `process.env`.
 * @throws {SettingsError} with all problems at once, none of which shows a secret; also when requests could not be
 *   authenticated and it is not local mode, and when half of the settings are for one mode and half for another
 */
export function readSettings(env: Environment): Settings {
  const reader = new Reader(env);
  const named = readCloud(reader);
  const cloud = rehearsedIn(reader, named);
  const storage = readStorage(reader, named);
  const api = readApi(reader, cloud);
  const allowedTenants = readTenants(reader);
  const parts = { storage, api, tenants: allowedTenants };
  const mode = modeMeant(reader, parts);
  const addresses = { rehearsal: mode === 'rehearsal', serviceHosts: readServiceHosts(reader, cloud, mode) };
  const bot = readBot(reader, cloud, { local: false, ...addresses });
  const settings = {
    local: mode === 'local',
    bot,
    api: mode === 'local' ? undefined : api,
    rate: readRate(reader),
    guard: {
      broadcasts: readAmount(reader, 'CARILLON_GUARD_BROADCASTS_PER_DAY'),
      recipients: readAmount(reader, 'CARILLON_GUARD_RECIPIENTS_PER_DAY'),
    },
    allowedTenants,
    ...addresses,
    tablePrefix: readPrefix(reader),
    timeZone: readTimeZone(reader),
    stopAfter: readStopAfter(reader),
    ...readRetention(reader),
    secondPerson: readRelease(reader),
    webhookHosts: readWebhookHosts(reader),
    webhookSecrets: readWebhookSecrets(reader),
  };
  requireMode(mode, reader, parts);
  if (!storage || reader.problems.length > 0) throw new SettingsError(reader.problems);
  return { ...settings, storage };
}

function readRate(reader: Reader): number {
  const rate = Number(reader.text('CARILLON_RATE'));
  if (!(rate > 0 && rate <= MAX_RATE)) {
    reader.problem('CARILLON_RATE', 'is no number above 0 and up to 1000', 'Set requests a second, such as 45');
  }
  return rate;
}

function readAmount(reader: Reader, name: SettingName): number {
  const text = reader.text(name) ?? '';
  if (/^\d{1,12}$/.test(text)) return Number(text);
  reader.problem(name, 'is no whole number from 0 on', 'Set an amount, or 0 for no limit');
  return 0;
}

function readTenants(reader: Reader): string[] {
  const tenants = reader.list('CARILLON_ALLOWED_TENANTS').map((tenant) => tenant.toLowerCase());
  if (!tenants.every((tenant) => /^[a-z0-9-]{1,64}$/.test(tenant))) {
    reader.problem('CARILLON_ALLOWED_TENANTS', 'has a part that is no tenant id', 'Set GUIDs, separated by commas');
  }
  return tenants;
}

function readTimeZone(reader: Reader): string {
  const zone = reader.text('CARILLON_TIME_ZONE') ?? '';
  if (!isTimeZone(zone))
    reader.problem('CARILLON_TIME_ZONE', 'is no time zone', 'Set an IANA name such as Europe/Paris');
  return zone;
}

const DAY_MS = 86_400_000;

function readStopAfter(reader: Reader): number {
  const days = Number(reader.text('CARILLON_STOP_AFTER_DAYS'));
  if (!(days > 0 && days <= 365)) {
    reader.problem('CARILLON_STOP_AFTER_DAYS', 'is no number above 0 and up to 365', 'Set days, such as 7');
  }
  return days * DAY_MS;
}

/** At least a day: a key is kept that long, and the guard counts that far back. */
function readRetention(reader: Reader): Pick<Settings, 'retention'> {
  const text = reader.text('CARILLON_RETENTION_DAYS') ?? '';
  if (/^\d{1,5}$/.test(text)) return Number(text) === 0 ? {} : { retention: Number(text) * DAY_MS };
  reader.problem(
    'CARILLON_RETENTION_DAYS',
    'is no whole number from 0 to 99999',
    'Set days, such as 365, or 0 for ever',
  );
  return {};
}

function readRelease(reader: Reader): boolean {
  const release = reader.text('CARILLON_RELEASE');
  if (release !== 'none' && release !== 'second-person') {
    reader.problem('CARILLON_RELEASE', 'is neither none nor second-person', 'Set one of them');
  }
  return release !== 'none';
}

function readPrefix(reader: Reader): string {
  const prefix = reader.text('CARILLON_TABLE_PREFIX') ?? '';
  if (!/^[A-Za-z][A-Za-z0-9]{0,39}$/.test(prefix)) {
    const set = 'Set up to 40 letters and digits, a letter first';
    reader.problem('CARILLON_TABLE_PREFIX', 'cannot begin the name of a table', set);
  }
  return prefix;
}
