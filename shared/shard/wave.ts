import type { Delivery } from './delivery.ts';
import type { ReasonCode } from './reasons.ts';
import { MAX_ATTEMPTS, type Verdict } from './retry-policy.ts';
import type { Shard } from './shard.ts';

/** What to do with a delivery of unknown outcome: hold it (at most once) or send again (at least once). */
export type OnUncertain = 'hold' | 'retry';

/** What became of one claimed recipient. */
export type Outcome =
  /** Nothing was posted: the claim is taken back. */
  | { readonly kind: 'not-begun' }
  | {
      readonly kind: 'answered';
      readonly verdict: Verdict;
      /** When to try again, where the verdict says so (service clock, ms). */
      readonly notBefore: number;
    };

/** What is posted in a wave, and where. */
export interface WaveContent {
  /** The version of the message. */
  readonly version: number;
  /** The chats that are not those that were planned, by position. */
  readonly conversations: ReadonlyMap<number, string>;
}

const asPlanned: WaveContent = { version: 1, conversations: new Map() };

/**
 * Opens a wave, or adds to the one that is open: these recipients (by position) are being sent from now on. What they are
 * sent, and where, is on record before it leaves: by it the message is edited or recalled, whenever its answer comes.
 * @param sender whose wave it is
 */
export function claim(
  shard: Shard,
  positions: readonly number[],
  sender: string,
  now: number,
  content: WaveContent = asPlanned,
): Shard {
  const chosen = new Set(positions);
  return {
    ...shard,
    wave: sender,
    since: shard.since || now,
    deliveries: shard.deliveries.map((d, i) =>
      chosen.has(i) ? claimed(d, now, content.version, content.conversations.get(i)) : d,
    ),
  };
}

function claimed(d: Delivery, now: number, version: number, conversation: string | undefined): Delivery {
  const { code: _, version: __, conversation: ___, ...rest } = d;
  return {
    ...{ ...rest, state: 'sending', attempts: d.attempts + 1, at: now, notBefore: 0 },
    ...(version > 1 && { version }),
    ...(conversation !== undefined && { conversation }),
  };
}

/**
 * Writes down what became of those who were being sent. The wave stays open as long as anybody's answer is missing: a
 * straggler is still being sent, whatever is claimed beside it.
 */
export function record(
  shard: Shard,
  outcomes: ReadonlyMap<number, Outcome>,
  onUncertain: OnUncertain,
  now: number,
): Shard {
  const deliveries = shard.deliveries.map((d, i) => {
    const outcome = outcomes.get(i);
    return outcome && d.state === 'sending' ? concluded(d, outcome, onUncertain, now) : d;
  });
  const open = deliveries.some((d) => d.state === 'sending');
  return { ...(open ? shard : without(shard, 'wave')), faults: 0, deliveries };
}

/**
 * Records on a shard as it was read, when this sender's last write was lost or not answered and the wave is still its
 * own. Whom only that write can have claimed was not posted to.
 * @param mine the shard as this sender knows to have written it last: whoever is being sent there was posted to
 */
export function recordAsRead(
  stored: Shard,
  mine: Shard,
  outcomes: ReadonlyMap<number, Outcome>,
  onUncertain: OnUncertain,
  now: number,
): Shard {
  const known = new Map<number, Outcome>();
  for (const [i, d] of stored.deliveries.entries()) {
    const posted = mine.deliveries[i];
    const isPosted = posted?.state === 'sending' && posted.attempts === d.attempts;
    const outcome = isPosted ? outcomes.get(i) : ({ kind: 'not-begun' } as const);
    if (outcome) known.set(i, outcome);
  }
  return record(stored, known, onUncertain, now);
}

function concluded(d: Delivery, outcome: Outcome, onUncertain: OnUncertain, now: number): Delivery {
  if (outcome.kind === 'not-begun') return { ...d, state: 'pending', attempts: d.attempts - 1, at: now };
  const { verdict, notBefore } = outcome;
  switch (verdict.do) {
    case 'delivered':
      return { ...d, state: 'delivered', at: now, ...(verdict.activity && { activity: verdict.activity }) };
    case 'fail':
      return failed(d, verdict.code, now);
    case 'throttled':
      return parked(d, d.attempts - 1, 'throttled', notBefore, now);
    case 'pause':
    case 'readdress':
      return parked(d, d.attempts - 1, 'waiting-to-retry', notBefore, now);
    case 'gone':
    case 'recreate':
      if (d.healed) return failed(d, 'conversation-not-found', now);
      return { ...parked(d, d.attempts, 'recreating-conversation', notBefore, now), healed: true };
    case 'again':
      if (!verdict.free && d.attempts >= MAX_ATTEMPTS) return failed(d, 'teams-busy', now);
      return parked(d, verdict.free ? d.attempts - 1 : d.attempts, verdict.code, notBefore, now);
    case 'unknown':
      return afterUnknown(d, verdict.code, verdict.repeatable, notBefore, onUncertain, now);
  }
}

/** One of unknown outcome: held, or sent again while attempts are left. */
function afterUnknown(
  d: Delivery,
  code: ReasonCode,
  repeatable: boolean,
  notBefore: number,
  onUncertain: OnUncertain,
  now: number,
): Delivery {
  if (onUncertain === 'hold' || !repeatable || d.attempts >= MAX_ATTEMPTS) {
    return { ...d, state: 'uncertain', unknown: true, code, at: now };
  }
  return { ...parked(d, d.attempts, 'waiting-to-retry', notBefore, now), unknown: true };
}

/** Final without the message, unless an earlier attempt may have brought it. */
export function failed(d: Delivery, code: ReasonCode, now: number): Delivery {
  if (d.unknown) return { ...d, state: 'uncertain', code: 'no-answer', at: now };
  return { ...d, state: 'failed', code, at: now };
}

function parked(d: Delivery, attempts: number, code: ReasonCode, notBefore: number, now: number): Delivery {
  return { ...d, state: 'pending', attempts, code, notBefore, at: now };
}

/** Closes a wave whose sender is gone: whoever was being sent may have the message. */
export function settleDeadWave(shard: Shard, onUncertain: OnUncertain, now: number): Shard {
  const deliveries = shard.deliveries.map((d) =>
    d.state === 'sending' ? afterUnknown(d, 'sender-crashed', true, 0, onUncertain, now) : d,
  );
  return { ...without(shard, 'wave'), deliveries };
}

/** Why what has not been sent will not be, and what becomes of it. */
const unsent = { canceled: 'canceled', stopped: 'canceled', expired: 'skipped' } as const;
export type UnsentReason = keyof typeof unsent;

/** What has not been sent will not be: the end of a canceled broadcast. A shard under way is left as it is. */
export function cancelPending(shard: Shard, now: number, why: UnsentReason = 'canceled'): Shard {
  const deliveries = shard.deliveries.map((d): Delivery => {
    if (d.state !== 'pending') return d;
    if (d.unknown) return { ...d, state: 'uncertain', code: 'no-answer', at: now };
    return { ...d, state: unsent[why], code: why, at: now };
  });
  return { ...shard, deliveries };
}

/** What fails again and again by our own fault is given up, so that the rest of the broadcast can end. */
export function giveUp(shard: Shard, now: number): Shard {
  const deliveries = shard.deliveries.map((d) => (d.state === 'pending' ? failed(d, 'internal-error', now) : d));
  return { ...shard, faults: 0, deliveries };
}

/**
 * What a sender that lost its shard still knows: these were delivered. Only what has become `uncertain` since, or
 * waits for another attempt and has not been claimed again, may learn it; anything else is another's word.
 * @param mine the shard as this sender knows to have written it last
 * @returns the shard to write, or nothing when there is nothing to tell
 */
export function tellLate(
  stored: Shard,
  mine: Shard,
  outcomes: ReadonlyMap<number, Outcome>,
  now: number,
): Shard | undefined {
  if (stored.run !== mine.run) return undefined;
  let told = false;
  const deliveries = stored.deliveries.map((d, i): Delivery => {
    const outcome = outcomes.get(i);
    if (outcome?.kind !== 'answered' || outcome.verdict.do !== 'delivered') return d;
    if (d.attempts !== mine.deliveries[i]?.attempts) return d;
    if (d.state !== 'uncertain' && !(d.state === 'pending' && d.unknown)) return d;
    told = true;
    const { activity } = outcome.verdict;
    return { ...without(d, 'code'), state: 'delivered', at: now, notBefore: 0, ...(activity && { activity }) };
  });
  return told ? { ...stored, deliveries } : undefined;
}

function without<T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> {
  const { [key]: _, ...rest } = value;
  return rest;
}
