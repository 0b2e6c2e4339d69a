import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryTable } from '../../local/memory/memory-table.ts';
import { commit, rangePatiently, readPatiently, WID } from '../../shared/storage/commit.ts';
import type { Change, Table, WriteAnswer } from '../../shared/storage/table.ts';
import { StorageRefused, StorageUnavailable } from '../../shared/storage/table.ts';

/** What becomes of a request: lost on the way there, lost on the way back, or answered. */
type Fate = 'lost' | 'unheard' | 'answered';

/** A world of its own: a table in memory, a network with a fate for each request, and time that passes when slept. */
function world(...fates: Fate[]) {
  let time = 1_000;
  const table = memoryTable(() => time);
  const sent: string[] = [];
  const slept: number[] = [];
  /** Called between a request that was applied unheard and whatever comes next. */
  let meanwhile = async () => {};

  async function travel<T>(what: string, request: () => Promise<T>, noAnswer: () => T): Promise<T> {
    sent.push(what);
    const fate = fates.shift() ?? 'answered';
    if (fate === 'lost') return noAnswer();
    const answer = await request();
    if (fate === 'answered') return answer;
    await meanwhile();
    return noAnswer();
  }
  const unavailable = () => {
    throw new StorageUnavailable('no network');
  };
  const faulty: Table = {
    read: (...args) => travel('read', () => table.read(...args), unavailable),
    range: (...args) => travel('range', () => table.range(...args), unavailable),
    write: (...args) =>
      travel<WriteAnswer>(
        `write ${JSON.stringify(args[1])}`,
        () => table.write(...args),
        () => ({ outcome: 'unanswered', cause: 'no network' }),
      ),
  };
  const clock = {
    now: () => time,
    monotonic: () => time,
    sleep: async (ms: number) => {
      slept.push(ms);
      time += ms;
    },
  };
  return {
    table,
    faulty,
    clock,
    sent,
    slept,
    set meanwhile(what: () => Promise<void>) {
      meanwhile = what;
    },
  };
}

const insert = (wid: string): Change => ({ do: 'insert', key: 'a', values: { [WID]: wid } });
const replace = (wid: string, etag: string): Change => ({ do: 'replace', key: 'a', values: { [WID]: wid }, etag });

async function stored(table: Table, wid: string): Promise<string> {
  const answer = await table.write('p', [{ do: 'put', key: 'a', values: { [WID]: wid } }]);
  return answer.outcome === 'applied' ? (answer.etags[0] ?? '') : '';
}

test('a write that is answered is mine, with the ETag of the answer', async () => {
  const { table, faulty, clock, sent } = world();
  const committed = await commit({ clock }, faulty, 'p', [insert('mine')], 'mine');
  const row = await table.read('p', 'a');
  assert.deepEqual(committed, { outcome: 'mine', etags: [row?.etag] });
  assert.equal(sent.length, 1);
});

test('a write that is refused is lost, with the row that is there instead', async () => {
  const { table, faulty, clock } = world();
  await stored(table, 'theirs');
  const committed = await commit({ clock }, faulty, 'p', [insert('mine')], 'mine');
  assert.deepEqual(committed, { outcome: 'lost', row: await table.read('p', 'a') });
});

test('a write of a row that is gone is lost, with no row', async () => {
  const { faulty, clock } = world();
  const committed = await commit({ clock }, faulty, 'p', [replace('mine', 'old')], 'mine');
  assert.deepEqual(committed, { outcome: 'lost', row: undefined });
});

test('a write that never arrived is sent again, the same to the letter', async () => {
  const { table, faulty, clock, sent } = world('lost', 'lost');
  const etag = await stored(table, 'before');
  const committed = await commit({ clock }, faulty, 'p', [replace('mine', etag)], 'mine');
  const row = await table.read('p', 'a');
  assert.deepEqual(committed, { outcome: 'mine', etags: [row?.etag] });
  assert.equal(row?.values[WID], 'mine');
  assert.deepEqual([sent.length, new Set(sent).size], [3, 1]);
});

test('a write whose answer was lost is refused when sent again, and yet mine', async () => {
  const { table, faulty, clock, sent } = world('unheard');
  const etag = await stored(table, 'before');
  const committed = await commit({ clock }, faulty, 'p', [replace('mine', etag)], 'mine');
  assert.deepEqual(committed, { outcome: 'mine', etags: [(await table.read('p', 'a'))?.etag] });
  assert.equal(sent.length, 3);
});

test('a write whose answer was lost, overwritten before anybody looked, is lost', async () => {
  const there = world('unheard');
  const etag = await stored(there.table, 'before');
  there.meanwhile = async () => void (await stored(there.table, 'theirs'));
  const committed = await commit({ clock: there.clock }, there.faulty, 'p', [replace('mine', etag)], 'mine');
  assert.ok(committed.outcome === 'lost');
  assert.equal(committed.row?.values[WID], 'theirs');
});

test('a transaction is settled by the row that carries its id', async () => {
  const { table, faulty, clock } = world('unheard', 'answered', 'lost', 'unheard');
  await table.write('p', [{ do: 'put', key: 'active', values: {} }]);
  const changes: [Change, ...Change[]] = [
    { do: 'delete', key: 'active' },
    { do: 'put', key: 'index', values: { n: 1 } },
    insert('mine'),
  ];
  const committed = await commit({ clock }, faulty, 'p', changes, 'mine');
  assert.deepEqual(committed, { outcome: 'mine', etags: ['', '', (await table.read('p', 'a'))?.etag] });
});

test('without an answer the pauses grow, and in the end nobody knows', async () => {
  const { faulty, clock, slept } = world(...Array<Fate>(100).fill('lost'));
  const patience = { clock, patienceMs: 4_000 };
  await assert.rejects(commit(patience, faulty, 'p', [insert('mine')], 'mine'), StorageUnavailable);
  assert.deepEqual(slept, [50, 100, 200, 400, 800, 1_600]);
});

test('once told to stop it tries no more', async () => {
  const { faulty, clock, sent } = world('lost', 'lost');
  const { signal } = new AbortController();
  const stopped = AbortSignal.abort();
  const sleep = async () => {};
  await assert.rejects(commit({ clock, signal: stopped }, faulty, 'p', [insert('mine')], 'mine'), StorageUnavailable);
  assert.equal(sent.length, 0);
  const stopping = new AbortController();
  const stops = { ...clock, sleep: async () => stopping.abort() };
  const patience = { clock: stops, signal: stopping.signal };
  await assert.rejects(commit(patience, faulty, 'p', [insert('mine')], 'mine'), /no longer waited for/);
  assert.equal(sent.length, 1);
  assert.equal(
    (await commit({ clock: { ...clock, sleep }, signal }, faulty, 'p', [insert('mine')], 'mine')).outcome,
    'mine',
  );
});

test('a write that breaks a limit is thrown, not repeated', async () => {
  const { faulty, clock, sent } = world();
  const change: Change = { do: 'insert', key: 'a', values: { [WID]: 'mine', n: Number.NaN } };
  await assert.rejects(commit({ clock }, faulty, 'p', [change], 'mine'), StorageRefused);
  assert.equal(sent.length, 1);
});

test('a write that could never be recognised is a mistake', async () => {
  const { faulty, clock, sent } = world();
  await assert.rejects(commit({ clock }, faulty, 'p', [insert('mine')], 'another'), TypeError);
  await assert.rejects(commit({ clock }, faulty, 'p', [{ do: 'delete', key: 'a' }], 'mine'), TypeError);
  assert.equal(sent.length, 0);
});

test('reads are repeated until there is an answer', async () => {
  const { table, faulty, clock, sent } = world('lost', 'unheard', 'answered', 'lost');
  await stored(table, 'w');
  assert.equal((await readPatiently({ clock }, faulty, 'p', 'a', [WID]))?.values[WID], 'w');
  assert.equal((await rangePatiently({ clock }, faulty, 'p', { from: 'a' })).rows.length, 1);
  assert.deepEqual(sent, ['read', 'read', 'read', 'range', 'range']);
});

test('reads end with the last reason when patience does', async () => {
  const { faulty, clock } = world(...Array<Fate>(100).fill('lost'));
  await assert.rejects(readPatiently({ clock, patienceMs: 100 }, faulty, 'p', 'a'), /no network/);
});
