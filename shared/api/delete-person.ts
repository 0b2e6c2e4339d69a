import { userKey } from '../audience/conversation.ts';
import type { Context } from '../context.ts';
import { Problem } from '../errors/problem.ts';
import { encodeCursor } from '../input/cursor.ts';
import { activeBroadcasts } from '../pace/gate-store.ts';
import { type ErasedFrom, eraseFromBroadcast, isAtWorkOn } from '../person/erase-from-broadcast.ts';
import { broadcastRange, idOfBroadcastRow } from '../records/broadcast-keys.ts';
import { decodeBroadcast } from '../records/broadcast-row.ts';
import { readBroadcast } from '../records/store.ts';
import { rangePatiently, readPatiently } from '../storage/commit.ts';
import { DamagedRow } from '../storage/damaged-row.ts';
import { Unanswered, untilAnswered } from '../storage/patience.ts';
import type { Row } from '../storage/table.ts';
import { broadcastAfter } from './broadcast-after.ts';
import { eraseFromRefused } from './refused.ts';
import type { DeletedPersonView } from './views/person-data.ts';

const CURSOR = 'delete-person';
/** No further broadcasts are begun after so long, ms; callers give up after 100 s or so. */
const BUDGET = 30_000;
/** So many broadcasts are looked into at the same time, each by four requests or so. */
const AT_ONCE = 5;
const PAGE = 100;

/**
 * Deletes what is kept of somebody: their conversation first, so that whatever is planned from then on finds nobody; then
 * who they were in each broadcast. Each step is whole or not done, and done again it changes nothing: after a crash it is
 * asked for again.
 * @param tenant nothing when no tenant was ever heard from
 * @param id in lower case
 * @throws {Problem} `person-in-broadcast`: nothing was deleted, or what was not at work; `invalid-cursor`
 */
export async function deletePerson(
  context: Context,
  tenant: string | undefined,
  id: string,
  cursor: string | undefined,
  budget = BUDGET,
): Promise<DeletedPersonView> {
  let after = broadcastAfter(CURSOR, cursor);
  const sums = { broadcasts: 0, deliveries: 0, audiences: 0, refused: 0, unreadable: 0 };
  const whole = { complete: true, cursor: null };
  if (tenant === undefined) return { id, tenant: null, ...whole, conversation: false, ...sums };
  await refuseAtWork(context, tenant, id);
  const conversation = await deleteConversation(context, tenant, id);
  if (cursor === undefined) sums.refused = await eraseFromRefused(context, tenant, id);
  const busy: string[] = [];
  const end = context.clock.monotonic() + budget;
  for (;;) {
    const range = { ...broadcastRange({}), ...(after !== undefined && { after }), limit: PAGE };
    const { rows, more } = await rangePatiently(context, context.tables.broadcasts, tenant, range);
    for (let i = 0; i < rows.length; i += AT_ONCE) {
      const part = rows.slice(i, i + AT_ONCE);
      for (const [n, erased] of (await Promise.all(part.map((row) => eraseIn(context, tenant, id, row)))).entries()) {
        sums.broadcasts++;
        if (erased === 'unreadable') sums.unreadable++;
        else if (erased === 'busy') busy.push(idOfBroadcastRow(part[n]!.key));
        else {
          sums.deliveries += erased.delivery ? 1 : 0;
          sums.audiences += erased.named ? 1 : 0;
        }
      }
    }
    after = rows.at(-1)?.key ?? after;
    // One that began meanwhile: all others are done, and asking again does the rest.
    if (busy.length > 0) throw atWorkOn(busy);
    if (!more) return { id, tenant, ...whole, conversation, ...sums };
    if (context.clock.monotonic() >= end && after !== undefined) {
      return { id, tenant, complete: false, cursor: encodeCursor(CURSOR, [after]), conversation, ...sums };
    }
  }
}

/** Looks before anything is deleted: what has work is in one range. */
async function refuseAtWork(context: Context, tenant: string, id: string): Promise<void> {
  const atWork: string[] = [];
  for (const broadcast of await activeBroadcasts(context, tenant)) {
    if (await isBusy(context, tenant, broadcast, id)) atWork.push(broadcast);
  }
  if (atWork.length > 0) throw atWorkOn(atWork);
}

/** So many are named to who has to wait for them. */
const NAMED = 20;

function atWorkOn(broadcasts: readonly string[]): Problem {
  const more = broadcasts.length > NAMED ? `, and ${broadcasts.length - NAMED} more` : '';
  return new Problem('person-in-broadcast', {
    detail: `At work on this person: ${broadcasts.slice(0, NAMED).join(', ')}${more}.`,
  });
}

/** One that can't be read is counted as that later, and keeps the others from nothing. */
async function isBusy(context: Context, tenant: string, broadcast: string, id: string): Promise<boolean> {
  const read = await orUnreadable(context, () => readBroadcast(context, tenant, broadcast));
  if (!read || read === 'unreadable') return false;
  return (await orUnreadable(context, () => isAtWorkOn(context, read, id))) === true;
}

function eraseIn(context: Context, tenant: string, id: string, row: Row): Promise<ErasedFrom | 'unreadable'> {
  return orUnreadable(context, () => eraseFromBroadcast(context, decodeBroadcast(row, tenant), id));
}

async function orUnreadable<T>(context: Context, what: () => Promise<T>): Promise<T | 'unreadable'> {
  try {
    return await what();
  } catch (error) {
    if (!(error instanceof DamagedRow)) throw error;
    context.log('error', 'row-damaged', error.fields);
    return 'unreadable';
  }
}

/** @returns whether there was one */
async function deleteConversation(context: Context, tenant: string, id: string): Promise<boolean> {
  const { conversations } = context.tables;
  const key = userKey(id);
  const there = await readPatiently(context, conversations, tenant, key, ['v']);
  if (!there) return false;
  await untilAnswered(context, async () => {
    const answer = await conversations.write(tenant, [{ do: 'delete', key }]);
    return answer.outcome === 'unanswered' ? new Unanswered(answer.cause) : answer;
  });
  return true;
}
