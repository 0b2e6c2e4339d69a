import { openBroadcasts } from '../../shared/api/broadcasts.ts';
import type { TimesRequest } from '../../shared/broadcast/parse-times.ts';
import type { TeamsAnswer } from '../../shared/teams/teams.ts';
import { openWorld, TENANT } from '../fuzz/support/world.ts';

/** A message as somebody sees it in their chat. */
interface Seen {
  text: string | undefined;
  readonly user: number;
  edits: number;
}

/** A broadcast whose messages can be edited and removed, and what everybody sees of them. */
export async function takeBackStage(people: number, shardSize: number, times: TimesRequest = {}) {
  const world = await openWorld(people, shardSize);
  const { context } = world;
  const chats = new Map<string, Seen>();
  const gone: TeamsAnswer = { kind: 'refused', status: 404, code: 'ActivityNotFoundInConversation' };
  /** What Teams says instead, to this user; nothing: it does as it is told. */
  const teams = { says: (_asked: 'send' | 'update' | 'delete', _user: number): TeamsAnswer | undefined => undefined };
  const asked = { updates: 0, removals: 0 };
  const userIn = (conversation: string) => Number(conversation.slice(-12));
  context.teams.send = async ({ conversation }, { text }) => {
    const user = userIn(conversation);
    const said = teams.says('send', user);
    if (said && said.kind !== 'accepted') return said;
    const id = `m${chats.size}`;
    chats.set(`${conversation} ${id}`, { text, user, edits: 0 });
    return said ?? { kind: 'accepted', id };
  };
  context.teams.update = async ({ conversation, activity }, { text }) => {
    asked.updates++;
    const said = teams.says('update', userIn(conversation));
    if (said) return said;
    const seen = chats.get(`${conversation} ${activity}`);
    if (!seen) return gone;
    seen.text = text;
    seen.edits++;
    return { kind: 'accepted' };
  };
  context.teams.remove = async ({ conversation, activity }) => {
    asked.removals++;
    const said = teams.says('delete', userIn(conversation));
    if (said) return said;
    return chats.delete(`${conversation} ${activity}`) ? { kind: 'accepted' } : gone;
  };
  const broadcasts = openBroadcasts(context, [TENANT]);
  const id = await world.create(TENANT, 'first', times);
  const get = () => broadcasts.get(id);
  return {
    ...{ world, context, broadcasts, id, teams, asked, chats },
    look: () => world.settle(get()),
    start: () =>
      world.start((error) => {
        throw error;
      }),
    edit: (text: string) => world.settle(broadcasts.edit(id, { text, textFormat: 'plain' })),
    recall: () => world.settle(broadcasts.recall(id)),
    ended: (minutes = 5) => world.until(minutes, async () => (await get()).endedAt !== null),
    changed: (minutes = 10) =>
      world.until(minutes, async () => {
        const { endedAt, change } = await get();
        return endedAt !== null && change?.endedAt !== null;
      }),
    wait: (minutes: number) => world.until(minutes, async () => false),
    /** What everybody sees, each text once, in order. */
    texts: () => [...new Set([...chats.values()].map(({ text }) => text))].toSorted(),
    deliveries: async () => (await world.settle(broadcasts.deliveries(id, { limit: 1_000 }))).items,
  };
}
