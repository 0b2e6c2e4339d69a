import type { UnsentReason } from '../shard/wave.ts';
import type { Broadcast } from './broadcast.ts';

/** Whether anything of this broadcast may still be sent, by its own row. */
export function mayNotSend(broadcast: Broadcast): 'canceled' | 'stopped' | 'paused' | undefined {
  if (broadcast.canceledAt !== undefined) return 'canceled';
  if (broadcast.stoppedAt !== undefined) return 'stopped';
  if (broadcast.pausedAt !== undefined) return 'paused';
  return undefined;
}

/**
 * Why nothing of this broadcast is to be sent any more, whatever happens: what is left of it is swept.
 * @param now service clock, ms
 */
export function unsentReason(broadcast: Broadcast, now: number): UnsentReason | undefined {
  if (broadcast.canceledAt !== undefined) return 'canceled';
  if (broadcast.stoppedAt !== undefined) return 'stopped';
  return hasExpired(broadcast, now) ? 'expired' : undefined;
}

/** It is canceled or stopped: what is left of it is canceled, whether it is paused as well or not. */
export function isClosing({ canceledAt, stoppedAt }: Pick<Broadcast, 'canceledAt' | 'stoppedAt'>): boolean {
  return canceledAt !== undefined || stoppedAt !== undefined;
}

/** Nobody has let it go yet: nothing of it may be planned. */
export function isUnreleased({ release }: Pick<Broadcast, 'release'>): boolean {
  return release !== undefined && release.done === undefined;
}

/** It was taken back: nothing of it is sent or edited any more. */
export function isRecalled({ change }: Pick<Broadcast, 'change'>): boolean {
  return change?.kind === 'recall';
}

/** The broadcast with the last change of its message still to be looked after: somebody may get an older version yet. */
export function withChangeUndone<T extends Broadcast>(broadcast: T): T {
  if (!broadcast.change) return broadcast;
  const { done: _, ...change } = broadcast.change;
  return { ...broadcast, change };
}

/** A change of its message is not settled for everybody. */
export function isChanging({ change }: Pick<Broadcast, 'change'>): boolean {
  return change !== undefined && change.done === undefined;
}

/** @param now service clock, ms */
export function hasExpired({ expiresAt }: Broadcast, now: number): boolean {
  return expiresAt !== undefined && now >= expiresAt;
}
