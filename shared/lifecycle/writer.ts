import type { Caller } from '../access/caller.ts';
import { includesRole } from '../access/role.ts';
import { Problem } from '../errors.ts';
import type { Broadcast, Release } from '../records/broadcast.ts';
import { isUnreleased } from '../records/broadcast-standing.ts';

/** Whether somebody wrote what is to be released: by who they are, not by what they are called. */
export function isWriter({ author, editor }: Release, { id }: Pick<Caller, 'id'>): boolean {
  return id === author || id === editor?.id;
}

/**
 * Whether somebody may edit or cancel a broadcast: who may send may; who may only write may with what they wrote, as long as
 * nobody has released it, for then nobody else has it.
 * @throws {Problem} `forbidden`
 */
export function checkMaySteer(broadcast: Broadcast, by: Caller): void {
  if (includesRole(by.roles, 'sender')) return;
  if (isUnreleased(broadcast) && isWriter(broadcast.release!, by)) return;
  throw new Problem('forbidden', {
    detail: 'This needs the role sender. An author edits and cancels what they wrote until somebody has released it.',
  });
}
