import type { Caller } from '../access/caller.ts';
import { includesRole } from '../access/role.ts';
import { Problem } from '../errors/problem.ts';
import type { Broadcast, Release } from '../records/broadcast.ts';
import { isUnreleased } from '../records/broadcast-standing.ts';

/** Whether somebody wrote what is to be released: by who they are, not by what they are called. */
export function isWriter(release: Release, { id }: Pick<Caller, 'id'>): boolean {
  return id === release.author || editorsOf(release).includes(id);
}

/** So many people beside its author edit what waits: who it was is kept of each, for none of them may release it. */
const MOST_EDITORS = 20;

/**
 * What waits for its release, edited by somebody: from now on they are one of its writers.
 * @param now service clock, ms
 * @throws {Problem} `too-many-editors`
 */
export function editedBy(release: Release, { id, name }: Caller, now: number): Release {
  const before = editorsOf(release);
  const editors = id === release.author || before.includes(id) ? before : [...before, id];
  if (editors.length > MOST_EDITORS) throw new Problem('too-many-editors');
  return { ...release, editor: { id, name }, editors, since: now };
}

/** Those who edited it beside its author. What an older release wrote has only the last. */
function editorsOf({ author, editor, editors = [] }: Release): readonly string[] {
  const isMissing = editor !== undefined && editor.id !== author && !editors.includes(editor.id);
  return isMissing ? [...editors, editor.id] : editors;
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
