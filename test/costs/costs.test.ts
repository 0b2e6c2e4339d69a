import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { idleMonth, million, monitoring, total } from '../../local/costs/bill.ts';
import { countedBroadcast, countedIdle, countedPlan } from '../../local/costs/counted.ts';
import { INSTANCE_GB, paidSeconds } from '../../local/costs/prices.ts';
import { deployed, only } from '../infra/deployed.ts';

const near = (actual: number, expected: number, what = '') =>
  assert.ok(Math.abs(actual - expected) < 0.000_01, `${what} ${actual} is not ${expected}`);

const timer = { table: 0, queue: 0, runs: [{ name: 'watch', times: 43_200, seconds: 0.02 }] };
const sent = { table: 2_000, queue: 400, otherQueues: 100, executions: 20, recipients: 20_000 };

test('a run is paid for a second at least, then by tenths of one', () => {
  assert.deepEqual(
    [0.01, 1, 1.01, 1.1, 12.34].map((s) => Number(paidSeconds(s).toFixed(3))),
    [1, 1, 1.1, 1.1, 12.4],
  );
});

test('a timer that wakes each minute is paid for a second each time, and free within the grant', () => {
  const lines = idleMonth(timer);
  near(lines[0]!.dollars, 43_200 * 0.5 * 0.000_026);
  near(lines[1]!.dollars, 0.0432 * 0.4);
  near(total(lines).withGrant, 0);
});

test('what is beyond the grant is paid, and no more', () => {
  const [time, executions] = idleMonth({ ...timer, runs: [{ name: 'watch', times: 300_000, seconds: 0.5 }] });
  near(time!.withGrant, 50_000 * 0.000_026);
  near(executions!.withGrant, 0.05 * 0.4);
});

test('operations are paid by the service they are asked of', () => {
  near(total(idleMonth({ ...timer, table: 10_000, queue: 0 })).withGrant, 0.000_36);
  near(total(idleMonth({ ...timer, table: 0, queue: 10_000 })).withGrant, 0.004);
});

test('a million is one sender for as long as the rate takes, its pages, and fifty times the operations of 20,000', () => {
  const lines = million(sent, { users: 200_000, pages: 40, cpuSeconds: 0.5 });
  near(lines[0]!.dollars, (1_000_000 / 45) * 0.5 * 0.000_026);
  // Half a second of a core is two of a quarter of one.
  near(lines[1]!.dollars, 200 * 2 * 0.5 * 0.000_026);
  near(lines[2]!.dollars, 0.001 * 0.4);
  near(lines[3]!.dollars, 10 * 0.000_36);
  // A sender's instance does not ask the queues of other functions.
  near(lines[4]!.dollars, 1.5 * 0.004);
  near(total(lines).withGrant, lines[3]!.dollars + lines[4]!.dollars);
});

test('alerts are paid by how often they ask, and the log is free up to five GB', () => {
  const [alerts, idle, broadcast] = monitoring(['PT5M', 'PT15M', 'PT15M'], timer, sent);
  near(alerts!.dollars, 2.5);
  // And a line each five minutes, that it wakes.
  near(idle!.dollars, (0.0432 + 0.00864) * 2.3);
  near(broadcast!.dollars, 0.006 * 2.3);
  near(idle!.withGrant + broadcast!.withGrant, 0);
});

test('the counts are those of the tables of docs/performance.md, row by row', () => {
  const operations = [
    '## Storage operations',
    'operation                 20000    each',
    'table Gates: write          447  0.0223',
    'table Deliveries (shard): read  100  0.0050',
    'queue deliver: empty poll   126  0.0063',
    'queue plan: empty poll       90  0.0045',
    'queue plan-poison: empty poll  2  0.0001',
    'queue plan: delete            4  0.0002',
    'all but empty polls         551  0.0276',
    'all                         769  0.0384',
    '## With nothing to do',
    'queue plan: empty poll                50   432000',
    'table Broadcasts: query               20   172800',
    'queue plan-poison: empty poll          1     8640',
    'all                                   71   613440',
    'function  300 s  a month  ms, median  ms at most',
    'watch         5    43200          13         255',
    '## Memory while planning',
    'users   shards  pages  seconds  MB at most  CPU ms a page',
    '──────  ──────  ─────  ───────  ──────────  ─────────────',
    '200000    1000     40    280.8         164            210',
  ].join('\n');
  assert.deepEqual(countedBroadcast(operations), {
    recipients: 20_000,
    table: 547,
    queue: 222,
    otherQueues: 90,
    executions: 4,
  });
  assert.deepEqual(countedIdle(operations), {
    table: 172_800,
    queue: 8_640,
    runs: [{ name: 'watch', times: 43_200, seconds: 0.013 }],
  });
  assert.deepEqual(countedPlan(operations), { users: 200_000, pages: 40, cpuSeconds: 0.21 });
});

test('a page without its figures is refused, not taken for nothing', () => {
  assert.throws(() => countedBroadcast('# Performance'), /no chapter "Storage operations"/);
  assert.throws(() => countedIdle('## With nothing to do\n'), /no chapter|does not tell/);
  assert.throws(() => countedPlan('## Memory while planning\n\nnothing\n'), /does not tell/);
});

test('an instance has the memory that is paid for', () => {
  const { functionAppConfig } = only(deployed(), 'Microsoft.Web/sites').properties as {
    readonly functionAppConfig: { readonly scaleAndConcurrency: { readonly instanceMemoryMB: number } };
  };
  assert.equal(functionAppConfig.scaleAndConcurrency.instanceMemoryMB / 1_024, INSTANCE_GB);
});

test('what docs/performance.md sums up is what its rows come to', async () => {
  const page = await readFile(new URL('../../docs/performance.md', import.meta.url), 'utf8');
  const [sentTo, idle] = [countedBroadcast(page), countedIdle(page)];
  assert.equal(Number(/^all +(\d+) +0[\d.]+$/m.exec(page)?.[1]), sentTo.table + sentTo.queue);
  assert.equal(Number(/^\| `idleOpsPerMonth` \| (\d+)/m.exec(page)?.[1]), idle.table + idle.queue);
});
