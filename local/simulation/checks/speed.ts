import { WINDOW } from '../../../shared/records/jobs.ts';
import type { World } from '../world.ts';

/** Where nothing goes wrong nothing is accepted for at most this long while there is work, ms: a look at the queue, a pause. */
const SILENCE = 20_000;
/** Beginning and end of a broadcast: a queue is looked at every six seconds, and what is left last goes slower, ms. */
const AROUND = 12_000;

/** In fair weather the pace is used, and nothing is left behind. */
export function checkSpeed(world: World): void {
  const { scenario, fleet, witness, verdicts } = world;
  if (scenario.kind !== 'fair') return;
  if (scenario.storageMs > SLOW_STORAGE || scenario.rate < SLOW_RATE) return;
  // Where the rate is low or storage is slow, nothing may be written of a chain for long, and nothing is lost by it.
  // What has expired is swept by whoever sees it first.
  const expires = scenario.undertakings.some(({ times }) => times?.expiresAfter !== undefined);
  if (fleet.revivals > 0 && !expires) verdicts.blame('too-slow', `A chain had to be revived ${fleet.revivals} times`);
  checkPunctual(world);
  if (scenario.undertakings.some(({ times, changes }) => times || changes.length > 0)) return;
  const { longest } = witness.silence;
  if (longest > SILENCE) verdicts.blame('too-slow', `Nothing was accepted for ${(longest / 1_000).toFixed(0)} s`);
  const [only, ...others] = scenario.undertakings;
  if (!only || others.length > 0 || only.runs.length > 1 || only.runs[0]?.cancelAfter !== undefined) return;
  // Opening a chat costs a request too.
  const { requests } = witness;
  const took = (requests.at(-1)?.at ?? 0) - (requests[0]?.at ?? 0);
  const most = (1.3 * requests.length * 1_000) / Math.min(only.maxRate ?? scenario.rate, fastest(scenario)) + AROUND;
  if (took > most) verdicts.blame('too-slow', `${requests.length} requests took ${took.toFixed(0)} ms of ${most} ms`);
}

/** From the start of a scheduled broadcast to its first message: a look at the queue, a page of the audience, ms. */
const PUNCTUAL = 10_000;

/** A broadcast that is alone begins within seconds of its start. */
function checkPunctual({ scenario, witness, sends, verdicts }: World): void {
  const [only, ...others] = scenario.undertakings;
  if (!only || others.length > 0 || only.runs.length > 1 || only.runs[0]?.cancelAfter !== undefined) return;
  const { startAt, quiet } = sends.times.of(only.text);
  const first = witness.posts[0]?.sent;
  if (startAt === undefined || quiet || first === undefined) return;
  if (first > startAt + PUNCTUAL)
    verdicts.blame('too-slow', `The first message came ${first - startAt} ms after the start`);
}

/** Where storage is slower than this nothing is said of the pace, ms. */
const SLOW_STORAGE = 100;
/** As at a rate below this, requests a second. */
const SLOW_RATE = 20;
/** A shard takes a request and its answer at least: small ones, four at a time, keep no fast pace. */
const ROUND_SECONDS = 3;

const fastest = ({ shardSize }: World['scenario']): number => (WINDOW * shardSize) / ROUND_SECONDS;
