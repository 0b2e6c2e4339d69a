/** Why a broadcast may not send, and the run it holds for. */
export interface Block {
  readonly why: 'canceled' | 'paused' | 'stopped';
  readonly run: number;
  /** Since when the gate has said so: whatever was reserved before is dead a token's life later. */
  readonly since: number;
}

/** The broadcasts of a tenant that may not send, by id. */
export type Blocked = Readonly<Record<string, Block>>;

/** The entry of `blocked` that holds for every broadcast of the tenant. No broadcast has this id. */
export const EVERYBODY = '*';

/** Whether a broadcast's run may not send by this list: for itself, or because its whole tenant is stopped. */
export function isBlocked(blocked: Blocked, broadcast: string, run: number): boolean {
  return blocked[EVERYBODY] !== undefined || isBlockedItself(blocked, broadcast, run);
}

/** As {@link isBlocked}, whatever is said of its tenant. */
export function isBlockedItself(blocked: Blocked, broadcast: string, run: number): boolean {
  const block = blocked[broadcast];
  return block !== undefined && block.run >= run;
}
