import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

/** Between two looks, ms. */
const POLL = 50;
/** What has not come by then will not, ms: far more than anything takes. */
const GIVE_UP = 120_000;

/**
 * Looks again and again until it is so.
 * @param look what is there now
 * @param isSo may assert what must hold at every look
 */
export async function eventually<T>(look: () => Promise<T>, isSo: (now: T) => boolean): Promise<T> {
  for (const giveUp = performance.now() + GIVE_UP; ; await sleep(POLL)) {
    const now = await look();
    if (isSo(now)) return now;
    assert.ok(performance.now() < giveUp, `It never came to it: ${JSON.stringify(now)}`);
  }
}
