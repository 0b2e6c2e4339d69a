import type { BroadcastStatus } from './views/status.ts';

/** While it is sent, a viewer sees the numbers move. More often than readings are shared would show the same twice. */
const MOVING = 2_000;
/** A reading costs one request more for each thousand shards (200,000 recipients): a viewer waits longer by this. */
const EACH_THOUSAND = 1_000;
/** Nothing moves until somebody does something. */
const IDLE = 10_000;
const idle: readonly BroadcastStatus[] = ['awaiting-release', 'paused', 'scheduled'];

/**
 * How long a viewer does best to wait before they ask again about one that has not ended, ms.
 * @param shards how many a reading goes through
 */
export function pollAfter(status: BroadcastStatus, shards: number): number {
  const wait = idle.includes(status) ? IDLE : MOVING;
  return wait + EACH_THOUSAND * Math.floor(shards / 1_000);
}

/** For a list: as soon as for any that moves; others may be created meanwhile. */
export function pollListAfter(items: readonly { readonly pollAfterMs: number | null }[]): number {
  return Math.min(IDLE, ...items.flatMap(({ pollAfterMs }) => pollAfterMs ?? []));
}
