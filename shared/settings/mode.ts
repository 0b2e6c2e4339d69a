/** Three ways to run: without tokens on one's own machine, a rehearsal with tokens there, or for real. */
import type { ApiSettings } from './api.ts';
import { isLoopback } from './loopback.ts';
import type { Reader } from './reader.ts';
import type { StorageSettings } from './storage.ts';

/**
 * - `local`: nobody is asked for a token. Everything is on this machine.
 * - `rehearsal`: as `live`, with tokens of an authority on this machine, those that the bot is sent and its own, and with a
 *   Teams there. So is the storage, which is why whoever could switch this on gains nothing by it: no data of anybody's is
 *   there, and `local` would not even ask them for a token.
 * - `live`: everything that comes in is authenticated, and what goes out needs no secret.
 */
export type Mode = 'local' | 'rehearsal' | 'live';

/** What the mode decides upon, as far as it could be read. */
export interface Parts {
  readonly storage: StorageSettings | undefined;
  readonly tenants: readonly string[];
  readonly api: ApiSettings;
}

/**
 * The mode that is meant, so that problems are told of it: an authority on this machine means a rehearsal; else what
 * most of the environment, the storage and the bot's id speak for. What speaks against it is then a problem.
 */
export function modeMeant(reader: Reader, { storage, api }: Parts): Mode {
  if (isLoopback(new URL(api.authority.url))) return 'rehearsal';
  const signs = [isDevelopment(reader), isEmulator(storage), reader.text('MicrosoftAppId') === undefined];
  return signs.filter(Boolean).length >= 2 ? 'local' : 'live';
}

/** Notes a problem for each thing that a mode lacks, or that belongs to another one. */
export function requireMode(mode: Mode, reader: Reader, parts: Parts): void {
  if (mode === 'local') requireLocal(reader, parts);
  else requireAuthentication(reader, parts);
  if (mode === 'rehearsal') {
    requireMachine(reader, parts.storage, 'which an authority on this machine is for');
    requireIdentityHere(reader);
  }
  if (mode === 'live') requireAzure(reader, parts.storage);
}

function requireLocal(reader: Reader, { storage }: Parts): void {
  requireMachine(reader, storage, 'and without tokens only local mode starts');
  const alone = 'which local mode is not for';
  if (reader.text('MicrosoftAppId') !== undefined) {
    reader.problem('MicrosoftAppId', `is set, ${alone}`, 'Leave it unset, or set all that is needed with tokens');
  }
  if (reader.text('CARILLON_API_AUDIENCES') !== undefined) {
    const set = 'Leave it unset, or set all that is needed with tokens';
    reader.problem('CARILLON_API_AUDIENCES', 'is set, but nobody is asked for a token in local mode', set);
  }
}

function requireMachine(reader: Reader, storage: Parts['storage'], why: string): void {
  if (!isDevelopment(reader)) {
    reader.problem('AZURE_FUNCTIONS_ENVIRONMENT', `is not Development, ${why}`, 'Set Development, on your own machine');
  }
  if (storage && !isEmulator(storage)) {
    const set = 'Set UseDevelopmentStorage=true, or the emulator’s endpoints on 127.0.0.1';
    reader.problem('AzureWebJobsStorage', `is not the emulator on this machine, ${why}`, set);
  }
}

/**
 * Without an endpoint of its own a bot without a secret would ask the identity of whatever machine this is for its token. (In
 * Azure this says nothing of the mode: App Service has its endpoint on loopback, too.)
 */
function requireIdentityHere(reader: Reader): void {
  if (reader.text('MicrosoftAppType') !== 'UserAssignedMSI') return;
  const url = URL.parse(reader.text('IDENTITY_ENDPOINT') ?? '');
  if (!url || !isLoopback(url)) {
    const wrong = 'is not on this machine, and a rehearsal gets the bot’s token nowhere else';
    reader.problem(
      'IDENTITY_ENDPOINT',
      wrong,
      'Set the URL of an identity endpoint on 127.0.0.1, as App Service has it',
    );
  }
  if (reader.text('IDENTITY_HEADER') === undefined) {
    reader.problem('IDENTITY_HEADER', 'is not set, without which no endpoint is asked', 'Set any text');
  }
}

function requireAzure(reader: Reader, storage: Parts['storage']): void {
  if (isDevelopment(reader)) {
    const set = 'Leave it unset; for local mode unset MicrosoftAppId, and use the emulator';
    reader.problem('AZURE_FUNCTIONS_ENVIRONMENT', 'is Development, which is for one’s own machine', set);
  }
  if (storage?.kind === 'key') {
    const set = 'Leave it out, and set AzureWebJobsStorage__accountName and __credential';
    reader.problem('AzureWebJobsStorage', 'is a connection string, with a key: only an identity is taken', set);
  }
}

/** Whatever is missing here would be a door that stands open. */
function requireAuthentication(reader: Reader, { tenants, api }: Parts): void {
  if (reader.text('MicrosoftAppId') === undefined) {
    reader.problem('MicrosoftAppId', 'is not set', 'Set the application (client) id of the bot');
  }
  if (api.audiences.length === 0) {
    const set = 'Set the application (client) id of the API’s registration in Entra';
    reader.problem('CARILLON_API_AUDIENCES', 'is not set', set);
  }
  if (tenants.length === 0) {
    reader.problem('CARILLON_ALLOWED_TENANTS', 'is not set', 'Set the id of your tenant');
  } else if (!tenants.every((tenant) => guid.test(tenant))) {
    const set = 'Set ids as the Entra admin centre shows them, separated by commas';
    reader.problem('CARILLON_ALLOWED_TENANTS', 'has a part that is no GUID', set);
  }
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const isDevelopment = (reader: Reader): boolean => reader.text('AZURE_FUNCTIONS_ENVIRONMENT') === 'Development';

const isEmulator = (storage: StorageSettings | undefined): boolean => storage?.kind === 'key' && storage.loopback;
