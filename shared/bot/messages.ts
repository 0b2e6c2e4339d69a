import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { openRegister } from '../audience/tenants.ts';
import type { Clock } from '../clock.ts';
import { Problem } from '../errors/problem.ts';
import { handle, type Invocation } from '../http/handle.ts';
import { readJson } from '../http/read-json.ts';
import { isObject } from '../input/fields.ts';
import type { Log } from '../log/log.ts';
import { StorageUnavailable, type Table } from '../storage/table.ts';
import { createReceiver } from '../teams/receive-activity.ts';
import type { AnswerCommand } from './answer-command.ts';
import { applyEffects } from './apply-effects.ts';
import type { BotDoor, LetIn } from './bot-door.ts';
import { effectsOf } from './effects-of.ts';
import { readActivity } from './inbound-activity.ts';
import { answerTo } from './invoke-answer.ts';
import type { Places } from './places.ts';

/** What the bot's endpoint needs of the outside world. */
export interface MessagesPorts {
  /** The table `Conversations`. */
  readonly conversations: Table;
  readonly clock: Clock;
  readonly log: Log;
  /** Who may post: there is no endpoint without one, and the one that lets anybody in has to be named. */
  readonly door: BotDoor;
  /** How many are worked on at once. */
  readonly places: Places;
  /** Whether the bot may be told to talk to this address. */
  readonly serviceUrlAllowed: (url: string) => boolean;
  /** What people are answered when they write a command; absent: nothing. */
  readonly answerCommand?: AnswerCommand;
}

export type Messages = (request: HttpRequest, invocation: Invocation) => Promise<HttpResponseInit>;

/** Teams waits 15 s for an answer, then sends the activity again. */
const PATIENCE_MS = 5_000;

/** Makes the handler of `POST /api/messages`. One for a process: it remembers what it has written of each tenant. */
export function openMessages(ports: MessagesPorts): Messages {
  const { conversations, clock, log } = ports;
  const receive = createReceiver();
  const patience = { clock, patienceMs: PATIENCE_MS };
  const register = openRegister(patience, () => clock.now(), conversations);

  async function onActivity(raw: unknown, since: number) {
    const activity = readActivity(raw, clock.now());
    const { tenant, serviceUrl, at } = activity;
    if (serviceUrl === undefined || !ports.serviceUrlAllowed(serviceUrl)) {
      // Whoever could name another address here would be sent what is meant for Teams, with the bot's token.
      log('warn', 'service-url-refused', { host: hostOf(serviceUrl) });
    } else if (tenant !== undefined) {
      await register.note({ tenant, serviceUrl, at });
      await applyEffects(patience, conversations, tenant, effectsOf(activity), log);
      await ports.answerCommand?.(activity, since);
    }
    return answerTo(activity);
  }

  async function receiveRequest(request: HttpRequest): Promise<HttpResponseInit> {
    const since = clock.monotonic();
    const letIn = await ports.door(request.headers.get('authorization'));
    return await ports.places.hold(() => takeIn(request, letIn, since));
  }

  async function takeIn(request: HttpRequest, letIn: LetIn, since: number): Promise<HttpResponseInit> {
    const body = bodyOf((await readJson(request)).value);
    letIn(body);
    const answer = await receive(body, (raw) => onActivity(raw, since));
    if (answer.status >= 400) throw refused(answer.status, answer.body);
    return { status: answer.status, ...(answer.body !== undefined && { jsonBody: answer.body }) };
  }

  return (request, invocation) => handle(request, invocation, { POST: () => receiveRequest(request).catch(again) });
}

/** What botbuilder itself would fall over; anything else in an activity may be as it likes. */
function bodyOf(value: unknown): Record<string, unknown> {
  if (!isObject(value)) throw new Problem('invalid-request', { detail: 'An activity is a JSON object.' });
  const { type, serviceUrl } = value;
  if (typeof type !== 'string' || type === '')
    throw new Problem('invalid-request', { detail: 'An activity has a type.' });
  if (serviceUrl !== undefined && serviceUrl !== null && typeof serviceUrl !== 'string') {
    throw new Problem('invalid-request', { detail: 'A serviceUrl is a string.' });
  }
  return { ...value };
}

/** What botbuilder says no to: an activity it can't read. */
function refused(status: number, cause: unknown): Problem {
  return new Problem(status < 500 ? 'invalid-request' : 'internal-error', { cause });
}

/** Teams is known to send an activity again after a 500; of the 503 of storage nobody has said so. */
function again(error: unknown): never {
  throw error instanceof StorageUnavailable
    ? new Problem('internal-error', { detail: error.message, cause: error })
    : error;
}

function hostOf(url: string | undefined): string {
  if (url === undefined) return 'none';
  return URL.parse(url)?.host ?? 'no URL';
}
