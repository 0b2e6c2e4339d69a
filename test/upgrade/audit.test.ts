import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Values } from '../../shared/storage/table.ts';
import { openStage } from '../audit/support/stage.ts';
import { TENANT } from '../fuzz/support/world.ts';
import { asLater, linesOf, storedFiles } from './stored-files.ts';

interface StoredEntry {
  readonly key: string;
  readonly values: Values;
}

const files = await storedFiles('audit');
const hour = 3_600_000;

/** A stage on which all of it happened an hour ago. */
async function open(rows: readonly StoredEntry[]) {
  const stage = await openStage();
  for (const { key, values } of rows) await stage.context.audit.add(stage.context, TENANT, key, values);
  await stage.world.pass(hour);
  return stage;
}

test('there is a stored audit to read', () => assert.ok(files.includes('audit-v1.jsonl'), files.join()));

for (const file of files) {
  for (const [what, as] of [
    ['', (values: Values) => values],
    [', as a later release would have left them,', (values: Values) => asLater(values) as Values],
  ] as const) {
    test(`${file}: entries${what} are listed page by page and exported, each with its outcome`, async () => {
      const rows = await linesOf<StoredEntry>(file);
      const { world, admin, settle, entries } = await open(
        rows.map(({ key, values }) => ({ key, values: as(values) })),
      );
      const items: Awaited<ReturnType<typeof entries>>['items'][number][] = [];
      for (let next: string | null = ''; next !== null; ) {
        const page = await entries(`?limit=5${next === '' ? '' : `&cursor=${encodeURIComponent(next)}`}`);
        items.push(...page.items);
        ({ next } = page);
      }
      const made = items.at(-1)?.target?.id ?? assert.fail('the broadcast that was created is not named');
      const refused = Array.from({ length: 10 }, () => ['Eve', 'redrive', undefined, 403, 'forbidden', 1]);
      const counted = items.findIndex(({ outcome }) => outcome?.times === 2);
      assert.deepEqual(
        items.toSpliced(counted, 1).map(({ by, action, target, outcome }) => {
          return [by.name, action, target?.id, outcome?.status, outcome?.code, outcome?.times];
        }),
        [
          ['Bob', 'redrive', undefined, undefined, undefined, undefined],
          ...refused,
          ['Rea', 'deliveries-export', made, 200, null, 1],
          ['Ada', 'person-data', world.user(2), 200, null, 1],
          ['Ada', 'tenant-stop', TENANT, 200, null, 1],
          ['Bob', 'broadcast-cancel', made, 200, null, 1],
          ['Bob', 'broadcast-create', undefined, 400, 'invalid-request', 1],
          ['Bob', 'broadcast-create', made, 202, null, 1],
        ],
      );
      const shared = items[counted];
      assert.deepEqual([shared?.by.name, shared?.outcome?.status], ['Eve', 403]);
      const cancel = items.find(({ action }) => action === 'broadcast-cancel');
      assert.deepEqual(cancel?.by, { id: 'id-of-Bob', name: 'Bob', roles: ['author', 'sender'] });
      assert.deepEqual(cancel?.request, {
        ...{ id: 'invocation-1', method: 'POST', path: `/api/broadcasts/${made}/cancel`, query: null },
      });
      assert.equal(cancel?.at, '2026-01-01T00:00:02.000Z');
      const taken = items.find(({ action }) => action === 'deliveries-export');
      assert.equal(taken?.request.query?.['state'], 'canceled');

      assert.deepEqual(
        (await entries(`?target=${made}`)).items.map(({ action }) => action),
        ['deliveries-export', 'broadcast-cancel', 'broadcast-create'],
      );
      const exported = await settle(admin.call('audit/export?format=ndjson&to=2026-01-01T00:30:00Z'));
      const lines = exported.text.trim().split('\n');
      assert.deepEqual(
        lines.map((line) => JSON.parse(line)),
        items,
      );
      assert.deepEqual(
        world.logged.filter(({ event }) => event === 'row-damaged'),
        [],
      );
    });
  }
}
