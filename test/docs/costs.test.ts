import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { idleMonth, million, total } from '../../local/costs/bill.ts';
import { countedBroadcast, countedIdle, countedPlan } from '../../local/costs/counted.ts';
import { withCosts } from '../../local/costs/page.ts';

const read = async (page: string) => await readFile(new URL(`../../${page}`, import.meta.url), 'utf8');

test('what docs/operate.md says it costs is what the figures of docs/performance.md and the alerts come to', async () => {
  const [operate, performance] = await Promise.all([read('docs/operate.md'), read('docs/performance.md')]);
  assert.equal(
    operate,
    withCosts(operate, performance, JSON.parse(await read('infra/alerts.json'))),
    'Run: npm run docs',
  );
});

test('docs/deploy.md gives both sums as they are', async () => {
  const [deploy, performance] = await Promise.all([read('docs/deploy.md'), read('docs/performance.md')]);
  const idle = total(idleMonth(countedIdle(performance))).dollars.toFixed(2);
  const people = total(million(countedBroadcast(performance), countedPlan(performance))).dollars.toFixed(2);
  const [, month, broadcast] = /\[\$(\d\.\d\d) a month\].* and \$(\d\.\d\d)\nfor a million people/.exec(deploy) ?? [];
  assert.deepEqual([month, broadcast], [idle, people]);
});
