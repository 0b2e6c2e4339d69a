import { isDeepStrictEqual } from 'node:util';
import { type Caller, localCaller } from '../access/caller.ts';
import { type Message, storedMessage, summaryOf } from '../broadcast/message.ts';
import { type Context, freshId } from '../context.ts';
import { Problem } from '../errors/problem.ts';
import { settleGate } from '../pace/gate-store.ts';
import { bodyRow, decodeBody } from '../records/body-row.ts';
import type { Broadcast, StoredBroadcast } from '../records/broadcast.ts';
import { messageRow } from '../records/broadcast-keys.ts';
import { isClosing, isRecalled, isUnreleased } from '../records/broadcast-standing.ts';
import { activeChange, broadcastChange, readBroadcast } from '../records/store.ts';
import { commit, readPatiently } from '../storage/commit.ts';
import { wakeChanges } from './change-chains.ts';
import { checkMaySteer, editedBy } from './writer.ts';

/**
 * Gives a broadcast another message. Who is still to be sent gets it, and who has an older version has it edited. The new
 * version, and the mark that there is work, commit together; what follows may be cut short: whoever looks finds the mark.
 * The message it has already is no edit, so asked again it is done once. What waits for its release is another thing to be
 * released from then on, and nobody has it yet.
 * @param by who wants it; whoever runs the app unless said
 * @param seen the versions it may be made of, so that nobody overwrites what they have not read; whatever it is unless said
 * @returns the broadcast, or nothing when there is none
 * @throws {Problem} `forbidden`, `message-changed`, `broadcast-recalled`, `edit-needs-release`; of one that nobody released
 *   `too-many-editors`, `broadcast-ended`, `broadcast-canceling`
 * @throws {StorageUnavailable} asked again, nothing happens twice
 */
export async function editBroadcast(
  context: Context,
  tenant: string,
  id: string,
  message: Message,
  by: Caller = localCaller,
  seen?: readonly number[],
): Promise<StoredBroadcast | undefined> {
  for (;;) {
    const read = await readBroadcast(context, tenant, id);
    if (!read) return undefined;
    checkMaySteer(read, by);
    if (isRecalled(read)) throw new Problem('broadcast-recalled');
    checkMayEdit(context, read);
    // What was given up is asked for again in earnest, also if it is the same.
    if (read.change?.stoppedAt === undefined && (await isNewest(context, read, message))) {
      // The one who asked first may have died before anybody who sends could hear of it.
      if (read.change && read.endedAt === undefined) await settleGate(context, tenant, id);
      return read;
    }
    if (seen && !seen.includes(read.version ?? 1)) throw new Problem('message-changed');
    const now = context.now();
    const version = (read.version ?? 1) + 1;
    const isDraft = isUnreleased(read);
    const next: Broadcast = {
      ...read,
      ...{ summary: summaryOf(message), version },
      ...(isDraft ? { release: editedBy(read.release!, by, now) } : { change: { n: version, kind: 'edit', at: now } }),
    };
    const wid = freshId(context);
    const changes = [
      broadcastChange(next, wid, read.etag),
      bodyRow(messageRow(id, version), message),
      activeChange(read, now),
    ] as const;
    const result = await commit(context, context.tables.broadcasts, tenant, changes, wid);
    if (result.outcome === 'lost') continue;
    context.log('info', 'broadcast-edited', { broadcast: id, version });
    if (isDraft) return { ...next, etag: result.etags[0]! };
    if (next.endedAt === undefined) await settleGate(context, tenant, id);
    await wakeChanges(context, next);
    return { ...next, etag: result.etags[0]! };
  }
}

/** An edit reaches everybody, as a broadcast does: where that takes two, one alone does not do it. */
function checkMayEdit({ secondPerson }: Context, broadcast: Broadcast): void {
  if (isUnreleased(broadcast)) {
    if (broadcast.endedAt !== undefined) throw new Problem('broadcast-ended');
    if (isClosing(broadcast)) throw new Problem('broadcast-canceling');
  } else if (secondPerson && !broadcast.test) throw new Problem('edit-needs-release');
}

/** Whether this is the message that everybody has or is to get. */
async function isNewest(context: Context, { tenant, id, version }: Broadcast, message: Message): Promise<boolean> {
  const row = await readPatiently(context, context.tables.broadcasts, tenant, messageRow(id, version));
  // As it would be stored: a card may have a number in it (-0) that JSON reads otherwise than it writes.
  const stored: unknown = JSON.parse(JSON.stringify(message));
  return row !== undefined && isDeepStrictEqual(decodeBody(row, tenant, storedMessage), stored);
}
