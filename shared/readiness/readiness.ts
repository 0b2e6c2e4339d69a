import type { CheckView, ReadinessView } from '../api/views/readiness.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log/log.ts';
import { version } from '../version.ts';
import type { Check, Checks } from './checks.ts';

/** A check that takes longer has failed, ms: what asks (a probe, a gateway) waits ten seconds or so. */
const PATIENCE = 5_000;
/** For so long an answer is given again without a look, ms: whoever asks however often, storage is asked six times a minute. */
const FRESH = 10_000;

/** Whether this instance is ready, all checks told. */
export type Readiness = Required<ReadinessView>;

/**
 * Makes what tells whether an instance is ready. However many ask at once, and strangers may, it looks once; checks that fail
 * are logged.
 */
export function openReadiness(
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  { all, watcherRan }: Checks,
): () => Promise<Readiness> {
  let last: { readonly at: number; readonly answer: Promise<Readiness> } | undefined;

  async function look(): Promise<Readiness> {
    const asOf = new Date(clock.now()).toISOString();
    const views = await Promise.all(all.map((check) => viewOf(check, clock)));
    for (const { name, ok, code, ms } of views) if (!ok) log('error', 'not-ready', { name, code, ms });
    const ran = watcherRan();
    return {
      status: views.every(({ ok }) => ok) ? 'ready' : 'not-ready',
      ...{ asOf, version, checks: views },
      watcherRanAt: ran === undefined ? null : new Date(ran).toISOString(),
    };
  }

  return () => {
    const now = clock.monotonic();
    if (!last || now - last.at >= FRESH) last = { at: now, answer: look() };
    return last.answer;
  };
}

async function viewOf({ name, look, codeOf }: Check, clock: Clock): Promise<CheckView> {
  const began = clock.monotonic();
  const over = new AbortController();
  const late = clock.sleep(PATIENCE, over.signal).then(() => 'timed-out' as const);
  const looked = look().then(() => null, codeOf);
  const code = await Promise.race([looked, late]);
  over.abort();
  return { name, ok: code === null, code, ms: Math.round(clock.monotonic() - began) };
}
