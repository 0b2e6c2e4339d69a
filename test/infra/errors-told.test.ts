import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from './deployed.ts';
import { alerts, events, eventsOf } from './queries.ts';

const operate = await readFile(join(root, 'docs', 'operate.md'), 'utf8');

test('each error that the app can log is alerted, or docs/operate.md says why not', () => {
  const [, table = ''] = /^Errors that no mail tells of[^\n]*\n((?:\|.*\n|\n)+)/m.exec(operate) ?? [];
  const rows = [...table.matchAll(/^\| ((?:`[^`]+`(?:, )?)+) \| (\S.*) \|$/gm)];
  const listed = rows.flatMap(([, names]) => [...names!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!));
  const alerted = new Set(alerts.flatMap(({ query }) => eventsOf(query)));
  const errors = Object.keys(events).filter((name) => [events[name]!.level].flat().includes('error'));
  assert.deepEqual(errors.filter((name) => !alerted.has(name)).toSorted(), listed.toSorted());
});
