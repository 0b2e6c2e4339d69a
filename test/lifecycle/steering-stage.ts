import assert from 'node:assert/strict';
import { openBroadcasts } from '../../shared/api/broadcasts.ts';
import { userKey } from '../../shared/audience/conversation.ts';
import type { TimesRequest } from '../../shared/broadcast/parse-times.ts';
import { openWorld, TENANT } from '../fuzz/support/world.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** A broadcast, who got it and when; the app runs, under a clock that moves when it is told to. It is midnight in UTC. */
export async function steeringStage(people: number, shardSize: number, times: (now: number) => TimesRequest) {
  const world = await openWorld(people, shardSize);
  const { context, time } = world;
  const { send } = context.teams;
  const got: { readonly user: number; readonly at: number }[] = [];
  context.teams.send = async (to, activity) => {
    const answer = await send(to, activity);
    if (answer.kind === 'accepted') got.push({ user: Number(to.conversation.slice(-12)), at: time.now });
    return answer;
  };
  const broadcasts = openBroadcasts(context, [TENANT]);
  return {
    ...{ world, context, broadcasts, got, start: time.now },
    /** Where somebody's client says that they are. */
    async moveTo(user: number, timeZone: string): Promise<void> {
      const { conversations } = context.tables;
      const key = userKey(world.user(user));
      const row = (await conversations.read(TENANT, key))!;
      await conversations.write(TENANT, [{ do: 'put', key, values: { ...row.values, timeZone } }]);
    },
    /** Asks for it, with the app running. */
    async send(): Promise<string> {
      world.start((error) => assert.ifError(error));
      return await world.create(TENANT, 'hello', times(time.now));
    },
    look: (id: string) => world.settle(broadcasts.get(id)),
    ended: (id: string, minutes: number) =>
      world.until(minutes, async () => (await broadcasts.get(id)).endedAt !== null),
    wait: (minutes: number) => world.until(minutes, async () => false),
  };
}
