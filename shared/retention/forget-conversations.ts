import { type Conversation, channelsOf, decodeConversation, teamOfKey } from '../audience/conversation.ts';
import type { Context } from '../context.ts';
import { rangePatiently, readPatiently } from '../storage/commit.ts';
import { deleteRange } from '../storage/delete-range.ts';
import { Unanswered, untilAnswered } from '../storage/patience.ts';

/** Pages of a thousand conversations that are looked through for one tenant in a run: the next run goes on behind them. */
const PAGES = 100;
/** The row, in the tenant's partition of the table of broadcasts, that says how far a run came; gone after the last page. */
const ROUND_ROW = 'round';

/**
 * Deletes the conversations in which nobody can be reached: the app was removed there, or blocked, before a certain time,
 * and nothing was heard of it since. Where the bot is installed nothing is deleted, however long nothing was heard.
 * @param before ms since 1970
 * @param isOver whether to leave the rest for another time
 * @returns how many
 * @throws {StorageUnavailable} asked again, it goes on
 */
export async function forgetConversations(
  context: Context,
  tenant: string,
  before: number,
  isOver: () => boolean,
): Promise<number> {
  const { conversations, broadcasts } = context.tables;
  const round = await readPatiently(context, broadcasts, tenant, ROUND_ROW);
  let after = typeof round?.values['after'] === 'string' ? round.values['after'] : undefined;
  let count = 0;
  for (let page = 0; page < PAGES && !isOver(); page++) {
    const range = { ...(after !== undefined && { after }), columns: ['state', 'stateAt', 'at'] };
    const { rows, more } = await rangePatiently(context, conversations, tenant, range);
    for (const { key, etag, values } of rows) {
      if (!isLeft(decodeConversation(values), before)) continue;
      // A channel is as reachable as its team: it does not outlive the row that says that it is not.
      const team = teamOfKey(key);
      if (team !== undefined && !(await deleteRange(context, conversations, tenant, channelsOf(team), isOver))) break;
      // Under its ETag: who has just come back stays.
      const answer = await untilAnswered(context, async () => {
        const written = await conversations.write(tenant, [{ do: 'delete', key, etag }]);
        return written.outcome === 'unanswered' ? new Unanswered(written.cause) : written;
      });
      if (answer.outcome === 'applied') count++;
    }
    after = rows.at(-1)?.key ?? after;
    if (!more || rows.length === 0) {
      if (round) await broadcasts.write(tenant, [{ do: 'delete', key: ROUND_ROW }]);
      return count;
    }
  }
  // Lost, it is found again: a run then begins where the one before did.
  if (after !== undefined) await broadcasts.write(tenant, [{ do: 'put', key: ROUND_ROW, values: { v: 1, after } }]);
  return count;
}

function isLeft({ state, stateAt, at }: Conversation, before: number): boolean {
  return state !== 'active' && stateAt < before && at < before;
}
