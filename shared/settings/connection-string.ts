/** Storage connection strings, read strictly: what was checked is exactly what is used. */

import { isLoopback } from './loopback.ts';

/** A storage account reached with its key. */
export interface KeyedAccount {
  readonly kind: 'key';
  readonly account: string;
  readonly key: string;
  readonly tableUrl: string;
  readonly queueUrl: string;
  /** All endpoints, also those not used, are on this machine. */
  readonly loopback: boolean;
}

/** Why a connection string is no good: a sentence without any of its contents. */
export class BadConnectionString extends Error {
  override name = 'BadConnectionString';
}

/** The emulator's account, key and ports, the same everywhere and published. */
const emulator = {
  account: 'devstoreaccount1',
  key: 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==',
  queueUrl: 'http://127.0.0.1:10001/devstoreaccount1',
  tableUrl: 'http://127.0.0.1:10002/devstoreaccount1',
} as const;

/** @throws {BadConnectionString} */
export function parseConnectionString(text: string): KeyedAccount {
  const parts = partsOf(text);
  if (parts.has('usedevelopmentstorage')) {
    if (parts.size > 1 || parts.get('usedevelopmentstorage') !== 'true') {
      throw new BadConnectionString('UseDevelopmentStorage=true stands alone');
    }
    return { kind: 'key', ...emulator, loopback: true };
  }
  const account = parts.get('accountname');
  const key = parts.get('accountkey');
  if (!account || !key) throw new BadConnectionString('it has no AccountName or no AccountKey');
  const derived = (service: string) =>
    `${parts.get('defaultendpointsprotocol') ?? 'https'}://${account}.${service}.${parts.get('endpointsuffix') ?? 'core.windows.net'}`;
  const tables = endpoint(parts.get('tableendpoint') ?? derived('table'));
  const queues = endpoint(parts.get('queueendpoint') ?? derived('queue'));
  const others = [...parts].filter(([name]) => name.endsWith('endpoint')).map(([, url]) => endpoint(url));
  return {
    kind: 'key',
    account,
    key,
    tableUrl: written(tables),
    queueUrl: written(queues),
    loopback: [tables, queues, ...others].every(isLoopback),
  };
}

/** Names in lower case, as Azure's own readers take them; a name twice would be read differently by each. */
function partsOf(text: string): Map<string, string> {
  const parts = new Map<string, string>();
  for (const part of text.split(';').map((part) => part.trim())) {
    if (part === '') continue;
    const at = part.indexOf('=');
    const name = part.slice(0, at).trim().toLowerCase();
    if (at < 1) throw new BadConnectionString('a part of it is not of the form Name=value');
    if (parts.has(name)) throw new BadConnectionString('a name is in it twice');
    parts.set(name, part.slice(at + 1).trim());
  }
  return parts;
}

function endpoint(text: string): URL {
  const url = URL.parse(text);
  if (!url || !['http:', 'https:'].includes(url.protocol)) throw new BadConnectionString('an endpoint in it is no URL');
  if (url.username || url.password || url.search || url.hash) {
    throw new BadConnectionString('an endpoint in it has more than host and path');
  }
  if (url.protocol === 'http:' && !isLoopback(url)) {
    throw new BadConnectionString('an endpoint in it is http, which is for this machine only');
  }
  return url;
}

/** As the SDKs want it: without a slash at the end. */
function written(url: URL): string {
  return url.href.replace(/\/+$/, '');
}
