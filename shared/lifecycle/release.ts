import type { Caller } from '../access/caller.ts';
import type { ReleaseRequest } from '../broadcast/parse-release.ts';
import { type Context, freshId } from '../context.ts';
import { Problem } from '../errors/problem.ts';
import type { Broadcast, StoredBroadcast } from '../records/broadcast.ts';
import { hasExpired, isClosing } from '../records/broadcast-standing.ts';
import { broadcastChange, readBroadcast } from '../records/store.ts';
import { commit } from '../storage/commit.ts';
import { openGuard, passUnless } from './guard.ts';
import { startPlanning } from './start-planning.ts';
import { fingerprintOf, readAsked } from './what-was-asked.ts';
import { isWriter } from './writer.ts';

/**
 * Lets a broadcast go that waited for a second person. What they were shown must be what it is: an edit in between, and the
 * write that releases it, meet under one ETag. What follows may be cut short: whoever looks finds it released, and not
 * planned. Asked again, it is done once. It counts for the day on which it is released.
 * @returns the broadcast, or nothing when there is none
 * @throws {Problem} `not-awaiting-release`, `second-person-required`, `release-changed`, `confirmation-required`,
 *   `broadcast-ended`, `broadcast-canceling`, `broadcast-expired`
 * @throws {StorageUnavailable} asked again, nothing happens twice
 */
export async function releaseBroadcast(
  context: Context,
  tenant: string,
  id: string,
  { fingerprint, confirm }: ReleaseRequest,
  by: Caller,
): Promise<StoredBroadcast | undefined> {
  /** By somebody at the same moment, or by this very request, whose answer was lost. */
  const done = async () => {
    const now = await readBroadcast(context, tenant, id);
    return now?.release?.done?.fingerprint === fingerprint ? now : undefined;
  };
  for (;;) {
    const read = await readBroadcast(context, tenant, id);
    if (!read) return undefined;
    const { release } = read;
    if (!release) throw new Problem('not-awaiting-release');
    if (isWriter(release, by)) throw new Problem('second-person-required');
    if (release.done && release.done.fingerprint !== fingerprint) throw new Problem('release-changed');
    if (release.done) return read;
    const now = context.now();
    checkMayGo(read, now);
    const asked = await readAsked(context, read);
    if (fingerprintOf(read, asked) !== fingerprint) throw new Problem('release-changed');
    const guard = openGuard(context, tenant, { audience: asked.audience, ...(confirm && { confirm }) }, id);
    const passed = await passUnless(done, guard, now);
    if ('etag' in passed) return passed;
    const next: Broadcast = {
      ...read,
      ...passed.expected,
      release: { ...release, done: { at: now, by: by.name, byId: by.id, fingerprint } },
    };
    const wid = freshId(context);
    const changes = [broadcastChange(next, wid, read.etag), ...passed.changes(wid)] as const;
    const result = await commit(context, context.tables.broadcasts, tenant, changes, wid);
    if (result.outcome === 'lost') continue;
    context.log('info', 'broadcast-released', { broadcast: id });
    const job = { do: 'plan', tenant, broadcast: id, run: read.run } as const;
    const planned = { audience: asked.audience, ...(read.priority && { priority: read.priority }) };
    await startPlanning(context, planned, job, (read.startsAt ?? now) - now);
    return { ...next, etag: result.etags[0]! };
  }
}

function checkMayGo(broadcast: Broadcast, now: number): void {
  if (broadcast.endedAt !== undefined) throw new Problem('broadcast-ended');
  if (isClosing(broadcast)) throw new Problem('broadcast-canceling');
  if (hasExpired(broadcast, now)) throw new Problem('broadcast-expired');
}
