import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';
import { format } from 'node:util';
import { HttpRequest } from '@azure/functions';
import { memoryTable } from '../../../local/memory/memory-table.ts';
import { TENANTS } from '../../../shared/audience/conversation.ts';
import { openBotDoor } from '../../../shared/bot/bot-door.ts';
import { openMessages } from '../../../shared/bot/messages.ts';
import { openPlaces } from '../../../shared/bot/places.ts';
import { type Clock, systemClock } from '../../../shared/clock.ts';
import { boundedLog } from '../../../shared/log/bounded-log.ts';
import { FirstFew } from '../../../shared/log/first-few.ts';
import type { Log } from '../../../shared/log/log.ts';
import { serviceUrlAllowed } from '../../../shared/settings.ts';
import type { Table } from '../../../shared/storage/table.ts';
import { openBotKeys } from '../../../shared/teams/bot-keys.ts';
import { openBotTokens } from '../../../shared/teams/bot-tokens.ts';

export const appId = '5f0c1e2a-9b7d-4c3e-8a21-6d4f0b9e7c10';
export const issuer = 'https://api.botframework.com';
export const tenant = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890';
export const otherTenant = '0fb0a2ff-2539-417a-8514-7f3b695024fd';

/** The bot's endpoint as it is outside local mode, over HTTP, on a table in memory. It ends with the test file. */
export interface GuardedEndpoint {
  readonly logged: readonly { readonly level: string; readonly event: string; readonly fields: unknown }[];
  post(
    body: unknown,
    authorization?: string,
  ): Promise<{ status: number; headers: Headers; body: Record<string, unknown> }>;
  /** All that is stored, in the register and of the two tenants. */
  stored(): Promise<readonly string[]>;
}

export interface GuardedOptions {
  /** By which keys grow old. */
  readonly clock?: Clock;
  /** Where lines go, beside `logged`. */
  readonly log?: Log;
  /** Counts strangers; absent: nobody does. */
  readonly count?: (who: string) => void;
  /** What is done instead of any reading and writing. */
  readonly storage?: () => never;
  /** Resolves when storage may answer; absent: at once. */
  readonly answers?: () => Promise<void>;
  /** How many are worked on at once; absent: as many as in the app. */
  readonly places?: number;
}

export async function startGuardedEndpoint(
  metadataUrl: string,
  { clock = systemClock, log: alsoTo, count = () => {}, storage, answers, places }: GuardedOptions = {},
): Promise<GuardedEndpoint> {
  const logged: { level: string; event: string; fields: unknown }[] = [];
  const write: Log = (level, event, fields) => {
    logged.push({ level: String(level), event, fields });
    alsoTo?.(level, event, fields);
  };
  const over = new AbortController();
  after(() => over.abort());
  const log = boundedLog(write, new FirstFew({ clock, stopping: over.signal }));
  const inMemory = memoryTable(Date.now);
  const slow: Table = {
    ...inMemory,
    read: async (...row) => {
      await answers?.();
      return await inMemory.read(...row);
    },
  };
  const table = storage ? { ...inMemory, read: storage, range: storage, write: storage } : slow;
  const allowed = (url: string) => serviceUrlAllowed({ local: false, serviceHosts: ['smba.trafficmanager.net'] }, url);
  const messages = openMessages({
    conversations: table,
    clock,
    log,
    door: openBotDoor({
      verify: openBotTokens({ appId, issuer }, openBotKeys(metadataUrl, { clock, log })),
      allowedTenants: [tenant],
      serviceUrlAllowed: allowed,
      log,
      count,
    }),
    places: openPlaces(log, places),
    serviceUrlAllowed: allowed,
  });

  const server = createServer(async (incoming, response) => {
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part as Buffer);
    const { method = '', url = '', headers } = incoming;
    const request = new HttpRequest({
      method,
      url: `http://127.0.0.1${url}`,
      headers: headers as Record<string, string>,
      body: { bytes: Buffer.concat(parts) },
    });
    // As the Functions library hands it to its host.
    const error = (...args: unknown[]) => {
      logged.push({ level: 'error', event: 'invocation', fields: { text: format(...args) } });
      if (alsoTo) console.error(...args);
    };
    const answer = await messages(request, { invocationId: 'test', error });
    const body = answer.jsonBody === undefined ? answer.body : JSON.stringify(answer.jsonBody);
    response.writeHead(answer.status ?? 200, answer.headers as Record<string, string>).end(body ?? undefined);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/messages`;

  return {
    logged,
    async post(body, authorization) {
      const headers = { 'content-type': 'application/json', ...(authorization !== undefined && { authorization }) };
      const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
      const text = await answer.text();
      return { status: answer.status, headers: answer.headers, body: text === '' ? {} : JSON.parse(text) };
    },
    async stored() {
      const partitions = [TENANTS, tenant, otherTenant];
      const pages = await Promise.all(partitions.map((partition) => table.range(partition, {})));
      return pages.flatMap(({ rows }) => rows.map(({ key }) => key));
    },
  };
}
