import type { Telling } from '../records/telling-row.ts';
import type { TellingView } from './views/webhook.ts';
import { webhookId } from './webhook-id.ts';

/** A webhook's URL as it is shown: what stands in its query is often a key, and is not for everyone who may look. */
export function shownUrl(address: string): string {
  const url = new URL(address);
  return url.search === '' ? url.href : `${url.origin}${url.pathname}?…`;
}

export function tellingView({ ended, state, attempts, nextAt }: Telling): TellingView {
  return {
    run: ended.run,
    id: webhookId(ended),
    state,
    attempts: attempts.map(({ at, ...outcome }) => ({ at: iso(at), ...outcome })),
    nextAt: nextAt === undefined ? null : iso(nextAt),
  };
}

const iso = (ms: number): string => new Date(ms).toISOString();
