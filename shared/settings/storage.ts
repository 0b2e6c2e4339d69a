/** Which storage account, and how to be let in. */
import type { Cloud } from './cloud.ts';
import type { KeyedAccount } from './connection-string.ts';
import { BadConnectionString, parseConnectionString } from './connection-string.ts';
import type { Reader } from './reader.ts';

/** A storage account reached with an identity. */
export interface IdentityAccount {
  readonly kind: 'identity';
  readonly tableUrl: string;
  readonly queueUrl: string;
  /** The managed identity of the function app, or whatever identity is at hand. */
  readonly credential: 'managed' | 'any';
  readonly clientId: string | undefined;
}

export type StorageSettings = KeyedAccount | IdentityAccount;

const WANTED =
  'Set AzureWebJobsStorage__accountName and __credential for an identity, or in local mode the emulator’s connection string';

/** Reads the AzureWebJobsStorage settings; nothing, with the problems noted, when they are no good. */
export function readStorage(reader: Reader, cloud: Cloud): StorageSettings | undefined {
  const connection = reader.text('AzureWebJobsStorage');
  const identity = readIdentity(reader, cloud);
  if (connection === undefined) {
    if (identity === 'none') reader.problem('AzureWebJobsStorage', 'is not set', WANTED);
    return typeof identity === 'object' ? identity : undefined;
  }
  if (identity !== 'none') {
    reader.problem('AzureWebJobsStorage', 'is set beside an identity', 'Set the one or the other');
  }
  try {
    return parseConnectionString(connection);
  } catch (error) {
    if (!(error instanceof BadConnectionString)) throw error;
    reader.problem('AzureWebJobsStorage', `is no connection string: ${error.message}`, WANTED);
    return undefined;
  }
}

/** What an account's name alone stands for, to the Functions host and so to us. */
const HOST_SUFFIX = 'core.windows.net';

/** `none`: no identity is set. `bad`: one is, with problems. */
function readIdentity(reader: Reader, { storageSuffix }: Cloud): IdentityAccount | 'none' | 'bad' {
  const account = reader.text('AzureWebJobsStorage__accountName');
  const tables = reader.text('AzureWebJobsStorage__tableServiceUri');
  const queues = reader.text('AzureWebJobsStorage__queueServiceUri');
  const credential = reader.text('AzureWebJobsStorage__credential');
  const clientId = reader.text('AzureWebJobsStorage__clientId');
  if (account === undefined && tables === undefined && queues === undefined) return 'none';

  const before = reader.problems.length;
  if (credential !== undefined && credential !== 'managedidentity') {
    reader.problem('AzureWebJobsStorage__credential', 'is not known', 'Set managedidentity, or nothing');
  }
  if (account !== undefined && !/^[a-z0-9]{3,24}$/.test(account)) {
    const set = 'Set the name of the account: 3 to 24 lower-case letters and digits';
    reader.problem('AzureWebJobsStorage__accountName', 'is no name of a storage account', set);
  }
  // The Functions host itself makes addresses of the public cloud of it, and takes none of the URIs beside it.
  if (account !== undefined && storageSuffix !== HOST_SUFFIX) {
    const services = `blobServiceUri, __queueServiceUri and __tableServiceUri, as in https://….table.${storageSuffix}`;
    const wrong = 'is for the public cloud and GCC alone';
    reader.problem('AzureWebJobsStorage__accountName', wrong, `Leave it out, and set AzureWebJobsStorage__${services}`);
  }
  const tableUrl = serviceUrl(reader, 'AzureWebJobsStorage__tableServiceUri', tables, account, 'table');
  const queueUrl = serviceUrl(reader, 'AzureWebJobsStorage__queueServiceUri', queues, account, 'queue');
  if (reader.problems.length > before) return 'bad';
  return { kind: 'identity', tableUrl, queueUrl, credential: credential ? 'managed' : 'any', clientId };
}

function serviceUrl(
  reader: Reader,
  name: 'AzureWebJobsStorage__tableServiceUri' | 'AzureWebJobsStorage__queueServiceUri',
  set: string | undefined,
  account: string | undefined,
  service: 'table' | 'queue',
): string {
  const text = set ?? (account && `https://${account}.${service}.${HOST_SUFFIX}`);
  const url = URL.parse(text ?? '');
  if (url?.protocol !== 'https:' || url.username || url.search) {
    const wrong = text === undefined ? 'is not set, and no account name either' : 'is no https URL';
    reader.problem(name, wrong, `Set the URL of the account’s ${service}s`);
  }
  return (text ?? '').replace(/\/+$/, '');
}
