import { HttpRequest } from '@azure/functions';
import { memoryTable } from '../../local/memory/memory-table.ts';
import { type Conversation, decodeConversation, TENANTS } from '../../shared/audience/conversation.ts';
import { decodeTenant } from '../../shared/audience/tenants.ts';
import { openToAnybody } from '../../shared/bot/bot-door.ts';
import { openMessages } from '../../shared/bot/messages.ts';
import { openPlaces } from '../../shared/bot/places.ts';
import { systemClock } from '../../shared/clock.ts';
import { readSettings, serviceUrlAllowed } from '../../shared/settings.ts';
import type { Table } from '../../shared/storage/table.ts';

export const localMode = readSettings({
  AZURE_FUNCTIONS_ENVIRONMENT: 'Development',
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
});

export interface EndpointAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON, or undefined where there is no body. */
  readonly body: unknown;
}

export interface Request {
  readonly method?: string;
  readonly headers?: Record<string, string>;
}

/** The bot's endpoint in local mode, over a table in memory or the one given. */
export interface Endpoint {
  readonly table: Table;
  readonly logged: readonly { readonly event: string; readonly fields: unknown }[];
  /** What was answered with a 5xx, as the log has it. */
  readonly errors: readonly unknown[];
  /** Posts a body: an object as JSON, text and bytes as they are. */
  post(body: unknown, request?: Request): Promise<EndpointAnswer>;
  /** Answers a request as it is. */
  receive(request: HttpRequest): Promise<EndpointAnswer>;
  /** All rows of a tenant's partition, or of all tenants that are in the register. */
  rows(tenant?: string): Promise<Readonly<Record<string, Conversation>>>;
  serviceUrl(tenant: string): Promise<string | undefined>;
}

export function openEndpoint(table: Table = memoryTable(Date.now)): Endpoint {
  const logged: { event: string; fields: unknown }[] = [];
  const errors: unknown[] = [];
  const messages = openMessages({
    conversations: table,
    clock: systemClock,
    log: (_level, event, fields) => logged.push({ event, fields }),
    door: openToAnybody,
    places: openPlaces(() => {}),
    serviceUrlAllowed: (url) => serviceUrlAllowed(localMode, url),
  });

  async function rowsOf(tenant: string): Promise<[string, Conversation][]> {
    const { rows } = await table.range(tenant, {});
    return rows.map(({ key, values }) => [key, decodeConversation(values)]);
  }

  async function receive(request: HttpRequest): Promise<EndpointAnswer> {
    const {
      status = 200,
      headers: answered,
      jsonBody,
      body: text,
    } = await messages(request, {
      invocationId: 'test',
      error: (...args) => void errors.push(args),
    });
    const parsed = jsonBody ?? (typeof text === 'string' ? JSON.parse(text) : undefined);
    return { status, headers: new Headers(answered as Record<string, string>), body: parsed };
  }

  return {
    receive,
    table,
    logged,
    errors,
    async post(body, { method = 'POST', headers = { 'content-type': 'application/json; charset=utf-8' } } = {}) {
      const sent =
        body === undefined
          ? undefined
          : typeof body === 'string'
            ? { string: body }
            : body instanceof Uint8Array
              ? { bytes: body }
              : { string: JSON.stringify(body) };
      const request = new HttpRequest({
        method,
        url: 'http://127.0.0.1:7071/api/messages',
        headers,
        ...(sent && { body: sent }),
      });
      return await receive(request);
    },
    async rows(tenant) {
      const tenants = tenant === undefined ? (await table.range(TENANTS, {})).rows.map(({ key }) => key) : [tenant];
      return Object.fromEntries((await Promise.all(tenants.map(rowsOf))).flat());
    },
    async serviceUrl(tenant) {
      const row = await table.read(TENANTS, tenant);
      return row && decodeTenant(row)?.serviceUrl;
    },
  };
}
