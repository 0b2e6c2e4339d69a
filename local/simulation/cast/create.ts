import type { BroadcastView } from '../../../shared/api/views/broadcast.ts';
import type { PageOf } from '../../../shared/api/views/page.ts';
import type { RefusedView } from '../../../shared/api/views/refused.ts';
import type { Undertaking } from '../scenario.ts';
import type { World } from '../world.ts';
import type { Asked } from './asked.ts';
import { by } from './callers.ts';
import type { Client } from './client.ts';

/**
 * Has a broadcast created through its door, as often as it takes; twice at times. Blames whoever makes two of one.
 * @returns its id, empty when a good request was refused; nothing when it had expired before anybody took it
 */
export async function create(
  world: World,
  undertaking: Undertaking,
  client: Client,
  asked: Asked,
): Promise<string | undefined> {
  const { door, text } = undertaking;
  const { verdicts, timeline, broadcasts } = world;
  timeline.note(`${text} is asked for (${door})`);
  const id = await (door === 'http' ? post : enqueue)(world, undertaking, client, asked);
  if (id === undefined) return undefined;
  const ids = broadcasts.idsOf(text);
  timeline.note(`${text} is ${ids.join(' and ')}`);
  if (ids.length !== 1 || ids[0] !== id) {
    verdicts.blame('two-broadcasts', `${text} made ${ids.length} broadcasts; ${id || 'none'} was answered`);
  }
  return id;
}

async function post(
  { sends, time, broadcasts, verdicts }: World,
  undertaking: Undertaking,
  client: Client,
  { body }: Asked,
): Promise<string | undefined> {
  const { text, copies } = undertaking;
  const isWritten = undertaking.releaseAfter !== undefined;
  const headers = { 'idempotency-key': keyOf(undertaking), ...(isWritten && by('author')) };
  let id = '';
  for (let left = copies; left > 0; ) {
    const told = await client.call<BroadcastView>({ method: 'POST', path: 'broadcasts', headers, body });
    if (told?.status === 202) {
      if (id && told.body.id !== id) verdicts.blame('two-broadcasts', `${id} and ${told.body.id} are one request`);
      id = told.body.id;
      left--;
    } else if (told?.status === 400 && sends.times.mayExpire(text, time.now) && broadcasts.idsOf(text).length === 0) {
      return undefined;
    } else if (told && told.status < 500) {
      verdicts.blame('bad-answer', `a good request was answered ${JSON.stringify(told)}`);
      return id;
    }
    if (left > 0) await client.pause(500, 5_000);
  }
  return id;
}

async function enqueue(
  { storage, sends, time }: World,
  undertaking: Undertaking,
  client: Client,
  { body }: Asked,
): Promise<string | undefined> {
  const { text, copies } = undertaking;
  const message = JSON.stringify({ ...body, idempotencyKey: keyOf(undertaking), createdBy: 'a pipeline' });
  for (let left = copies; left > 0; left--) {
    await storage.queues.broadcasts.put(left > 1 ? Buffer.from(message).toString('base64') : message);
  }
  for (;;) {
    await client.pause(1_000, 10_000);
    const told = await client.call<PageOf<BroadcastView>>({ method: 'GET', path: 'broadcasts?limit=10' });
    const found = told?.status === 200 ? told.body.items.find(({ summary }) => summary === text) : undefined;
    if (found) return found.id;
    if (sends.times.mayExpire(text, time.now) && (await isRefused(client, undertaking))) return undefined;
  }
}

/** A job that the queues had given up, and that came back after it had expired. */
async function isRefused(client: Client, undertaking: Undertaking): Promise<boolean> {
  const told = await client.call<PageOf<RefusedView>>({ method: 'GET', path: 'broadcasts/refused' });
  return told?.status === 200 && told.body.items.some((item) => item.text.includes(keyOf(undertaking)));
}

const keyOf = ({ text }: Undertaking): string => text.replace(' ', '-');
