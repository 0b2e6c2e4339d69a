import { MAX_ATTEMPTS } from '../../shared/shard/retry-policy.ts';
import type { Broadcast, Delivery } from '../copies/broadcast-api.ts';
import { compare } from '../copies/compare.ts';
import type { Doubt } from './dead-waves.ts';
import type { End } from './ends.ts';

/** What is known when a soak is over. */
export interface Witnessed {
  readonly broadcast: Broadcast;
  readonly deliveries: readonly Delivery[];
  /** Everybody in the organisation, by Entra object id. */
  readonly everyone: readonly string[];
  /** How many messages each person received; who received none may be missing. */
  readonly received: ReadonlyMap<string, number>;
  readonly ends: readonly End[];
  readonly doubt: Doubt;
  readonly onUncertain: 'hold' | 'retry';
  readonly storageFaults: boolean;
  /** CARILLON_RATE. */
  readonly rate: number;
  /** The longest time in which Teams accepted nothing, ms. */
  readonly silence: number;
}

/** A sender that is killed leaves at most so many seconds' worth of the rate in doubt (promise 4). */
const SECONDS_IN_DOUBT = 3;
/** A crash costs about a minute: so long, at most, nobody gets anything, ms. Several may overlap. */
const LONGEST_SILENCE = 90_000;

/** How many people the kill of one process may leave in doubt. */
export const mostInDoubt = (rate: number): number => Math.ceil(SECONDS_IN_DOUBT * rate);

/** Who has no message though the app says so, or is not spoken of at all. */
export function lost({ deliveries, everyone, received }: Witnessed): number {
  const accounted = new Set<string>();
  for (const { recipient, state } of deliveries) {
    if (state !== 'delivered' || received.has(recipient.id)) accounted.add(recipient.id);
  }
  return everyone.filter((id) => !accounted.has(id)).length;
}

/** Messages that somebody received who had it already. */
export function duplicates({ received }: Witnessed): number {
  return [...received.values()].reduce((sum, n) => sum + Math.max(0, n - 1), 0);
}

/** Every promise that was broken, in words; nothing when all is well. */
export function review(witnessed: Witnessed): readonly string[] {
  const { broadcast, deliveries, everyone, received, onUncertain, silence } = witnessed;
  const found = compare({
    everyone,
    said: deliveries.map(({ recipient, state, attempts }) => ({ id: recipient.id, state, attempts })),
    counts: broadcast.counts,
    received,
    onUncertain,
  });
  const broken = found.slice(0, 20).map(({ id, what }) => (id === undefined ? what : `${id}: ${what}`));
  if (found.length > broken.length) broken.push(`and ${found.length - broken.length} more of this kind`);
  if (broadcast.status !== 'completed') broken.push(`the broadcast is ${broadcast.status}`);
  if (silence > LONGEST_SILENCE) broken.push(`nobody got anything for ${Math.round(silence / 1000)} s`);
  return [...broken, ...doubts(witnessed), ...uncertain(witnessed)];
}

/** What each end may leave behind. */
function doubts({ ends, doubt, rate, storageFaults }: Witnessed): readonly string[] {
  const broken: string[] = [];
  for (const [i, { signal, copies, clean }] of ends.entries()) {
    const people = doubt.byEnd[i] ?? 0;
    const most = signal === 'SIGTERM' ? 0 : copies * mostInDoubt(rate);
    // A wave that storage kept open for longer may have lost its sender before the end it seems to be of.
    if (people > most && !storageFaults) broken.push(`end ${i + 1} (${signal}) left ${people} in doubt, not ${most}`);
    if (signal === 'SIGTERM' && !clean) broken.push(`end ${i + 1}: a copy did not end cleanly after SIGTERM`);
  }
  if (doubt.others > 0 && !storageFaults) broken.push(`${doubt.others} were in doubt though no end explains it`);
  return broken;
}

/**
 * Who may be uncertain: under `hold` whoever an end left in doubt; and, for a crowded machine is slower than a call's
 * time-out now and then, no more than one kill's worth whom Teams did not answer in time. Under `retry` only who was
 * tried to the last.
 */
function uncertain({ deliveries, doubt, onUncertain, storageFaults, rate }: Witnessed): readonly string[] {
  const people = deliveries.filter(({ state }) => state === 'uncertain');
  if (onUncertain === 'retry') {
    const early = people.filter(({ attempts }) => attempts < MAX_ATTEMPTS).length;
    return early === 0 ? [] : [`${early} are uncertain though attempts were left`];
  }
  const inDoubt = doubt.byEnd.reduce((sum, n) => sum + n, doubt.others);
  const because = (code: string) => people.filter(({ reason }) => reason?.code === code).length;
  const [crashed, unanswered] = [because('sender-crashed'), because('no-answer')];
  const broken: string[] = [];
  // A sender that storage kept from recording may tell later that somebody has it after all.
  if (storageFaults ? crashed > inDoubt : crashed !== inDoubt)
    broken.push(`${crashed} are uncertain after a crash, and ${inDoubt} were in doubt`);
  if (unanswered > mostInDoubt(rate)) broken.push(`${unanswered} are uncertain for want of an answer`);
  const others = people.length - crashed - unanswered;
  if (others > 0) broken.push(`${others} are uncertain for another reason`);
  return broken;
}
