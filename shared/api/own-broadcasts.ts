import type { Context } from '../context.ts';
import { Problem } from '../errors/problem.ts';
import { closedAs, readBroadcastNow } from '../lifecycle/reading.ts';
import type { StoredBroadcast } from '../records/broadcast.ts';
import { isChanging } from '../records/broadcast-standing.ts';
import type { UnsentReason } from '../shard/wave.ts';
import { DamagedRow } from '../storage/damaged-row.ts';
import type { SharedReadings } from './shared-readings.ts';
import { viewOf } from './view.ts';
import type { BroadcastView } from './views/broadcast.ts';
import type { ReasonsView } from './views/delivery.ts';
import type { Whose } from './whose.ts';

/** What reading broadcasts needs. */
export interface ReadingParts {
  readonly context: Context;
  readonly views: SharedReadings<BroadcastView>;
  readonly reasons: SharedReadings<ReasonsView>;
  readonly whose: Whose;
  /** Nothing of another tenant is there. */
  readonly tenant?: string;
}

/** Broadcasts as one tenant is let see them: what is another's is not there, `broadcast-not-found`. */
export function openOwnBroadcasts({ context, views, reasons, whose, tenant: own }: ReadingParts) {
  /** The tenant's partition of an id. */
  async function locate(id: string): Promise<string> {
    const tenant = await whose.tenantOf(id);
    if (tenant === undefined || (own !== undefined && tenant !== own)) throw new Problem('broadcast-not-found');
    return tenant;
  }

  /**
   * Why nothing of it is sent any more, if it is so. Of one that is forgotten there are deliveries for a while, and nobody
   * is shown them.
   */
  async function closing(id: string): Promise<UnsentReason | undefined> {
    const standing = await closedAs(context, await locate(id), id);
    if (!standing) throw new Problem('broadcast-not-found');
    return standing.closed;
  }

  /** As it is now. */
  async function view(tenant: string, id: string): Promise<BroadcastView> {
    const reading = await readBroadcastNow(context, tenant, id);
    if (!reading) throw new Problem('broadcast-not-found');
    return viewOf(reading, context.now(), context.timing);
  }

  /** The answer to an action: never older than the action. */
  const viewAfter = (tenant: string, id: string) => {
    reasons.forget(id);
    return views.begin(id, () => view(tenant, id));
  };
  /** Nobody is shown any broadcast any more as it was before now. */
  const forgetViews = () => {
    views.forgetAll();
    reasons.forgetAll();
  };

  /** Does something with a broadcast, and shows it as it is then; `what` gives nothing when there is none. */
  async function act(id: string, what: (tenant: string) => Promise<unknown>): Promise<BroadcastView> {
    const tenant = await locate(id);
    if (!(await what(tenant))) throw new Problem('broadcast-not-found');
    return await viewAfter(tenant, id);
  }

  /** What others have read a moment ago is shown to whoever may see it. */
  async function viewShared(id: string): Promise<BroadcastView> {
    const tenant = await locate(id);
    return await views.read(id, () => view(tenant, id));
  }

  /** One of many: the others are shown though it can't be. Asked for by itself it is an error. */
  async function viewInList(broadcast: StoredBroadcast): Promise<BroadcastView | undefined> {
    const { tenant, id, endedAt, recount } = broadcast;
    if (endedAt !== undefined && recount === undefined && !isChanging(broadcast)) {
      return viewOf({ kind: 'ended', broadcast }, context.now(), context.timing);
    }
    try {
      return await views.read(id, () => view(tenant, id));
    } catch (error) {
      const isGone = error instanceof Problem && error.code === 'broadcast-not-found';
      if (!isGone && !(error instanceof DamagedRow)) throw error;
      context.log('error', 'broadcast-not-shown', { broadcast: id, error: error.message });
      return undefined;
    }
  }

  return { locate, closing, viewAfter, forgetViews, act, viewShared, viewInList };
}
