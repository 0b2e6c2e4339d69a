import type { Context } from '../context.ts';
import { Problem } from '../errors/problem.ts';
import { whyConfirm } from '../lifecycle/guard.ts';
import { type Asked, fingerprintOf, readAsked } from '../lifecycle/what-was-asked.ts';
import type { Broadcast } from '../records/broadcast.ts';
import { isClosing, isUnreleased } from '../records/broadcast-standing.ts';
import { readBroadcast } from '../records/store.ts';
import { resolveAudience } from './resolve.ts';
import { releaseOf, timesOf } from './view.ts';
import type { ReleaseView } from './views/release.ts';
import { shownUrl } from './webhook-view.ts';

/**
 * What is to be sent to whom, whole, for who is to release it.
 * @throws {Problem} `broadcast-not-found`, `not-awaiting-release`
 * @throws {DamagedRow}
 */
export async function readRelease(context: Context, tenant: string, id: string): Promise<ReleaseView> {
  const broadcast = await readBroadcast(context, tenant, id);
  if (!broadcast) throw new Problem('broadcast-not-found');
  if (!broadcast.release) throw new Problem('not-awaiting-release');
  const asked = await readAsked(context, broadcast);
  const { maxRate, webhook, version = 1 } = broadcast;
  const { startAt, expiresAt, quietHours, priority } = timesOf(broadcast);
  const status = statusOf(broadcast);
  const counted = { audience: asked.audience, ...(maxRate !== undefined && { maxRate }) };
  return {
    ...{ id, tenant, status },
    fingerprint: broadcast.release.done?.fingerprint ?? fingerprintOf(broadcast, asked),
    createdBy: broadcast.createdBy,
    createdAt: new Date(broadcast.createdAt).toISOString(),
    release: releaseOf(broadcast),
    version,
    ...asked,
    ...{ startAt, expiresAt, quietHours, priority },
    maxRate: maxRate ?? null,
    onUncertain: broadcast.onUncertain,
    webhook: webhook === undefined ? null : { url: shownUrl(webhook) },
    resolved: status === 'awaiting' ? await resolveAudience(context, tenant, counted) : null,
    confirmation: status === 'awaiting' ? await confirmationFor(context, tenant, asked) : null,
  };
}

async function confirmationFor(context: Context, tenant: string, asked: Asked): Promise<ReleaseView['confirmation']> {
  const detail = await whyConfirm(context, tenant, { audience: asked.audience }, context.now());
  return detail === undefined ? null : { detail };
}

function statusOf(broadcast: Broadcast): ReleaseView['status'] {
  if (!isUnreleased(broadcast)) return 'released';
  return broadcast.endedAt !== undefined || isClosing(broadcast) ? 'ended' : 'awaiting';
}
