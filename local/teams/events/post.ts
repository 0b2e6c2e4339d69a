import { type Agent, request } from 'node:http';
import type { InboundActivity } from './activity.ts';

export interface PostOptions {
  /** How long the bot may take, in milliseconds. Default 15,000, as Teams waits. */
  readonly timeoutMs?: number;
  /** The header Authorization. Default: what the simulation signs with, if it does. */
  readonly authorization?: string | undefined;
  /** How often an activity is sent again, the same one, after a time-out, a lost connection or a status above 299. Default 0. */
  readonly redeliveries?: number;
}

/** What became of an activity. */
export interface Delivery {
  readonly activity: InboundActivity;
  /** How often it was sent. */
  readonly tries: number;
  /** The last answer's status; undefined when there was none. */
  readonly status: number | undefined;
  /** The last answer's body. */
  readonly body: string;
}

/** Whether the bot took it. */
export function isTaken({ status }: Delivery): boolean {
  return status !== undefined && status >= 200 && status < 300;
}

/** Posts an activity to the bot, with the headers Teams sets. Never rejects. */
export async function postActivity(
  endpoint: string,
  activity: InboundActivity,
  agent: Agent,
  { timeoutMs = 15_000, authorization, redeliveries = 0 }: PostOptions = {},
): Promise<Delivery> {
  const text = JSON.stringify(activity);
  const headers = {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    ...(authorization !== undefined && { Authorization: authorization }),
    'x-ms-conversation-id': activity.conversation.id,
    'x-ms-tenant-id': activity.conversation.tenantId,
  };
  for (let tries = 1; ; tries++) {
    const answered = await post(endpoint, text, headers, agent, timeoutMs);
    const delivery = { activity, tries, ...answered };
    if (isTaken(delivery) || tries > redeliveries) return delivery;
  }
}

function post(
  endpoint: string,
  text: string,
  headers: Readonly<Record<string, string | number>>,
  agent: Agent,
  timeoutMs: number,
): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve) => {
    const nothing = { status: undefined, body: '' };
    const outgoing = request(endpoint, { method: 'POST', headers, agent, signal: AbortSignal.timeout(timeoutMs) });
    outgoing.on('response', (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, body }));
      response.on('error', () => resolve(nothing));
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      // The bot closed an idle connection just as we took it up: not an attempt at all.
      if (outgoing.reusedSocket && error.code === 'ECONNRESET') {
        resolve(post(endpoint, text, headers, agent, timeoutMs));
      } else {
        resolve(nothing);
      }
    });
    outgoing.end(text);
  });
}
