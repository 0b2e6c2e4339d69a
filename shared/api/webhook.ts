import type { Context } from '../context.ts';
import { Problem } from '../errors/problem.ts';
import { changeTelling, isOpen } from '../lifecycle/claim-telling.ts';
import { putTellJob } from '../lifecycle/telling.ts';
import { readBroadcast } from '../records/store.ts';
import { decodeTelling, type StoredTelling, tellingRange } from '../records/telling-row.ts';
import { rangePatiently } from '../storage/commit.ts';
import type { WebhookView } from './views/webhook.ts';
import { webhookId } from './webhook-id.ts';
import { shownUrl, tellingView } from './webhook-view.ts';

/**
 * The webhook of a broadcast, and how each end was told to it.
 * @throws {Problem} `webhook-not-found`
 */
export async function readWebhook(context: Context, tenant: string, id: string): Promise<WebhookView> {
  const broadcast = await readBroadcast(context, tenant, id);
  if (broadcast?.webhook === undefined) throw new Problem('webhook-not-found');
  const [newest, ...earlier] = (await tellings(context, tenant, id)).map(tellingView);
  const untold = {
    run: broadcast.run,
    id: webhookId(broadcast),
    state: 'pending',
    attempts: [],
    nextAt: null,
  } as const;
  return { url: shownUrl(broadcast.webhook), ...(newest ?? untold), earlier };
}

/**
 * Tells the newest end again, at once: what was told or given up from the beginning, and what is pending without its wait.
 * Asked again before that was done, it changes nothing.
 * @throws {Problem} `webhook-not-found`, `broadcast-not-ended`
 */
export async function tellAgain(context: Context, tenant: string, id: string): Promise<WebhookView> {
  const broadcast = await readBroadcast(context, tenant, id);
  if (broadcast?.webhook === undefined) throw new Problem('webhook-not-found');
  const [newest] = await tellings(context, tenant, id);
  if (!newest) throw new Problem('broadcast-not-ended', { detail: 'There is no end to tell of yet.' });
  const place = { tenant, id, run: newest.ended.run };
  await changeTelling(context, place, ({ etag: _, ...telling }) => {
    const now = context.now();
    const last = telling.attempts.at(-1);
    if (telling.nextAt === undefined) return { ...telling, state: 'pending', made: 0, nextAt: now };
    // An attempt is being made at this moment, or is due.
    if ((last && isOpen(last)) || telling.nextAt <= now) return undefined;
    return { ...telling, nextAt: now };
  });
  await putTellJob(context, place);
  return await readWebhook(context, tenant, id);
}

/** The newest first. */
async function tellings(context: Context, tenant: string, id: string): Promise<readonly StoredTelling[]> {
  const { rows } = await rangePatiently(context, context.tables.broadcasts, tenant, tellingRange(id));
  return rows.map((row) => decodeTelling(row, tenant)).reverse();
}
