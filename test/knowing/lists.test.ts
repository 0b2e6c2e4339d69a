import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LOOKED_AT } from '../../shared/api/list-broadcasts.ts';
import type { BroadcastView } from '../../shared/api/views/broadcast.ts';
import { broadcastStatuses } from '../../shared/api/views/status.ts';
import { changeBroadcast } from '../../shared/records/store.ts';
import { TENANT } from '../fuzz/support/world.ts';
import { openStage, type Stage } from './stage.ts';

interface Listed {
  readonly items: readonly BroadcastView[];
  readonly pages: number;
}

async function listed({ api, world }: Stage, asked: URLSearchParams): Promise<Listed> {
  const items: BroadcastView[] = [];
  for (let pages = 1, cursor = ''; ; pages++) {
    const { status, body } = await world.settle(api.call(`broadcasts?${asked}&cursor=${cursor}`));
    assert.equal(status, 200, JSON.stringify(body));
    const page = body['items'] as BroadcastView[];
    assert.ok(page.length <= Number(asked.get('limit') ?? 100));
    items.push(...page);
    if (body['next'] === null) return { items, pages };
    cursor = String(body['next']);
  }
}

const authors = ['ada', 'bob', '陳'] as const;
const BEGIN = Date.UTC(2026, 0, 1);
const HOURS = 26;

/** One broadcast an hour, from the first of January on: some ended, some canceled, some paused, the rest at work. */
async function aDayOfBroadcasts(): Promise<Stage> {
  const stage = await openStage(2, 2);
  for (let i = 0; i < HOURS; i++) {
    await stage.pass(BEGIN + i * 3_600_000 - stage.world.time.now);
    const id = await stage.planned(`text ${i}`, authors[i % 3]);
    if (i % 4 === 0) await stage.stand(id, () => ({ state: 'delivered' }));
    if (i % 4 === 0) await stage.end(id);
    if (i % 4 === 1) await stage.world.settle(stage.broadcasts.cancel(id));
    if (i % 4 === 2) {
      await changeBroadcast(stage.world.context, TENANT, id, (b) => ({ ...b, pausedAt: stage.world.time.now }));
    }
  }
  return stage;
}

test('a list is of those alone that fit all that was asked, the newest first, whatever the size of its pages', async () => {
  const stage = await aDayOfBroadcasts();
  const { items: all } = await listed(stage, new URLSearchParams());
  assert.equal(all.length, HOURS);
  assert.deepEqual(new Set(all.map(({ status }) => status)), new Set(['completed', 'canceling', 'paused', 'sending']));
  const instant = fc.integer({ min: -2, max: 2 * HOURS + 2 }).map((n) => new Date(BEGIN + n * 1_800_000).toISOString());
  await fc.assert(
    fc.asyncProperty(
      fc.subarray([...broadcastStatuses]),
      fc.option(fc.constantFrom(...authors, 'nobody')),
      fc.option(instant),
      fc.option(instant),
      fc.integer({ min: 1, max: 30 }),
      async (statuses, createdBy, from, to, limit) => {
        const asked = new URLSearchParams({ limit: String(limit), ...(createdBy && { createdBy }) });
        for (const status of statuses) asked.append('status', status);
        if (from) asked.set('from', from);
        if (to) asked.set('to', to);
        const expected = all.filter(
          (one) =>
            (statuses.length === 0 || statuses.includes(one.status)) &&
            (!createdBy || one.createdBy === createdBy) &&
            (!from || one.createdAt >= from) &&
            (!to || one.createdAt < to),
        );
        const { items } = await listed(stage, asked);
        assert.deepEqual(
          items.map(({ id }) => id),
          expected.map(({ id }) => id),
        );
      },
    ),
    { numRuns: 200 },
  );
});

test('a date is a whole day in UTC, as the last one too; an instant may have an offset', async () => {
  const stage = await aDayOfBroadcasts();
  const count = async (query: string) => (await listed(stage, new URLSearchParams(query))).items.length;
  assert.equal(await count('from=2026-01-01&to=2026-01-01'), 24);
  assert.equal(await count('from=2026-01-02'), HOURS - 24);
  assert.equal(await count('to=2025-12-31'), 0);
  assert.equal(await count('to=2026-01-01T03:00%2B01:00'), 2);
  // As it arrives where nobody encoded the plus.
  assert.equal(await count('to=2026-01-01T03:00+01:00'), 2);
});

test('a filter that fits next to none looks at so many rows in one call, and goes on with the cursor', async () => {
  const stage = await openStage(1, 1);
  const first = await stage.planned('the first', 'ada');
  const { broadcasts } = stage.world.context.tables;
  const rows = await broadcasts.range(TENANT, { from: 'b', before: 'c' });
  const [row] = rows.rows;
  const { newBroadcastId } = await import('../../shared/records/broadcast-id.ts');
  const { broadcastRow } = await import('../../shared/records/broadcast-keys.ts');
  for (let i = 1; i <= 2 * LOOKED_AT; i++) {
    const id = newBroadcastId(stage.world.time.now + i, Math.random);
    const values = { ...row!.values, id, createdBy: 'bob' };
    await broadcasts.write(TENANT, [{ do: 'put', key: broadcastRow(id), values }]);
  }
  const before = stage.reads();
  const { status, body } = await stage.api.call('broadcasts?createdBy=ada');
  assert.deepEqual([status, body['items'], typeof body['next']], [200, [], 'string']);
  assert.ok(stage.reads() - before <= 2, String(stage.reads() - before));
  const { items, pages } = await listed(stage, new URLSearchParams('createdBy=ada'));
  assert.deepEqual([items.map(({ id }) => id), pages], [[first], 3]);
});

test('ended broadcasts are listed by their rows alone', async () => {
  const stage = await openStage(1, 1);
  for (let i = 0; i < 20; i++) {
    const id = await stage.planned(`text ${i}`);
    await stage.stand(id, () => ({ state: 'delivered' }));
    await stage.end(id);
  }
  const before = stage.reads();
  assert.equal((await listed(stage, new URLSearchParams())).items.length, 20);
  assert.ok(stage.reads() - before <= 2, String(stage.reads() - before));
});

test('what a filter can’t mean is refused, and says what it may', async () => {
  const { api } = await openStage(1, 1);
  const bad = ['status=lost', 'from=yesterday', 'to=2026-02-30', 'from=2026-13-01', 'to=2026-01-01T00:00', 'from=0'];
  for (const query of [...bad, `createdBy=${'x'.repeat(257)}`, 'createdBy=%00', 'to=2026-02-30T00:00:00Z']) {
    const { status, body } = await api.call(`broadcasts?${query}`);
    assert.deepEqual([status, body['code']], [400, 'invalid-query'], query);
  }
});
