import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBroadcasts } from '../../shared/api/broadcasts.ts';
import type { Table } from '../../shared/storage/table.ts';
import { openWorld, TENANT } from '../fuzz/support/world.ts';

/** What a request to storage takes, there and back, ms. */
const STORAGE = 20;

test('where nearly everybody has removed the app, noting it keeps no wave from its slots', async () => {
  const world = await openWorld(1_000, 200);
  const { context } = world;
  const slow =
    <A extends unknown[], R>(ask: (...asked: A) => Promise<R>) =>
    async (...asked: A): Promise<R> => {
      await context.clock.sleep(STORAGE / 2);
      const answer = await ask(...asked);
      await context.clock.sleep(STORAGE / 2);
      return answer;
    };
  for (const table of Object.values(context.tables) as Table[]) {
    Object.assign(table, { read: slow(table.read), range: slow(table.range), write: slow(table.write) });
  }
  const posts: number[] = [];
  context.teams.send = async () => {
    posts.push(world.time.now);
    await context.clock.sleep(300);
    return posts.length % 10 === 0
      ? { kind: 'accepted' }
      : { kind: 'refused', status: 403, code: 'BotNotInConversationRoster' };
  };
  const broadcasts = openBroadcasts(context, [TENANT]);
  const id = await world.create(TENANT, 'hello');
  world.start(() => {});
  assert.ok(await world.until(5, async () => (await broadcasts.get(id)).endedAt !== null));
  const perSecond = posts.length / ((posts.at(-1)! - posts[0]!) / 1_000);
  assert.ok(perSecond > 0.9 * context.rate, `${perSecond.toFixed(1)} of ${context.rate} a second`);
});
