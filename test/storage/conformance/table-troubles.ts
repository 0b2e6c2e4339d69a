/** No answer: a write is never taken for refused, nor for done, and `commit` finds out. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { systemClock } from '../../../shared/clock.ts';
import { commit, WID } from '../../../shared/storage/commit.ts';
import { type Change, StorageRefused, StorageUnavailable, type Table } from '../../../shared/storage/table.ts';
import { applied, insert, type Some, valuesAt } from './table-actions.ts';
import { everyTrouble, isDone, type Trouble } from './trouble.ts';

/** A table that is reached over a troubled line, and the same one reached directly. */
export interface TroubledTable {
  readonly troubled: Table;
  readonly direct: Table;
  /** What goes wrong with the next requests over the line, one each. */
  next(...troubles: readonly Trouble[]): void;
  /** The next range stops after its first row. */
  shortPage(): void;
  /** The next range is answered with no row, and the word that there may be more from this key on. */
  emptyPage(partition: string, key: string): void;
  /** Resolves when what arrived at the service is done. */
  settled(): Promise<void>;
}

const clock = systemClock;
const row = (wid: string, key = 'a') => insert(key, { [WID]: wid });

/** Each kind of write: what it does to a table with the row `there`, and what is to be seen of it afterwards. */
const writes: Readonly<Record<string, (etag: string) => Some>> = {
  'an insert': () => [row('new', 'there2')],
  'a replace': (etag) => [{ do: 'replace', key: 'there', values: { [WID]: 'new' }, etag }],
  'a put': () => [{ do: 'put', key: 'there', values: { [WID]: 'new' } }],
  'a merge': () => [{ do: 'merge', key: 'there', values: { [WID]: 'new' } }],
  'a delete': (etag) => [{ do: 'delete', key: 'there', etag }],
  'a transaction': (etag) => [
    row('new', 'there2'),
    { do: 'replace', key: 'there', values: { [WID]: 'new' }, etag },
    { do: 'delete', key: 'other' },
  ],
};

/** All of a partition, in short. */
async function contents(table: Table, partition: string): Promise<string> {
  const { rows } = await table.range(partition, {});
  return rows.map(({ key, values }) => `${key}=${values[WID]}`).join(' ');
}

export function tableTroubleTests(open: () => Promise<TroubledTable>): void {
  async function fresh() {
    const partition = randomUUID();
    const opened = await open();
    const [etag = ''] = await applied(opened.direct, partition, row('old', 'there'), row('old', 'other'));
    return { ...opened, partition, etag };
  }

  for (const trouble of everyTrouble) {
    test(`a write that meets ${trouble} is unanswered, and is there or not as a whole`, async () => {
      const meets = async (what: string, changes: (etag: string) => Some) => {
        const { troubled, direct, partition, etag, next, settled } = await fresh();
        const before = await contents(direct, partition);
        next(trouble);
        assert.equal((await troubled.write(partition, changes(etag))).outcome, 'unanswered', what);
        await settled();
        const after = await contents(direct, partition);
        if (isDone(trouble)) {
          // What the same changes come to where nothing goes wrong.
          const twin = randomUUID();
          const [same = ''] = await applied(direct, twin, row('old', 'there'), row('old', 'other'));
          await applied(direct, twin, ...changes(same));
          assert.equal(after, await contents(direct, twin), what);
          assert.notEqual(after, before, what);
        } else {
          assert.equal(after, before, what);
        }
      };
      await Promise.all(Object.entries(writes).map(([what, changes]) => meets(what, changes)));
    });

    test(`a read that meets ${trouble} is unavailable, and the next one is not`, async () => {
      const { troubled, partition, etag, next } = await fresh();
      next(trouble, trouble);
      await assert.rejects(troubled.read(partition, 'there'), StorageUnavailable);
      await assert.rejects(troubled.range(partition, {}), StorageUnavailable);
      assert.equal((await troubled.read(partition, 'there'))?.etag, etag);
      assert.equal((await troubled.range(partition, {})).rows.length, 2);
    });

    test(`a write that meets ${trouble} and is refused by the service is unanswered, and nothing has changed`, async () => {
      const { troubled, direct, partition, next, settled } = await fresh();
      const before = await contents(direct, partition);
      next(trouble, trouble);
      const refusals: Some[] = [[row('new', 'there')], [row('new', 'x'), row('new', 'there')]];
      for (const changes of refusals) {
        assert.equal((await troubled.write(partition, changes)).outcome, 'unanswered');
      }
      await settled();
      assert.equal(await contents(direct, partition), before);
    });

    test(`who commits and meets ${trouble} finds out that it was this write, and does it once`, async () => {
      const { troubled, direct, partition, etag, next } = await fresh();
      const committed = async (changes: Some, wid: string) => {
        next(trouble);
        const answer = await commit({ clock }, troubled, partition, changes, wid);
        assert.ok(answer.outcome === 'mine');
        return answer.etags[0];
      };
      const inserted = await committed([row('w1')], 'w1');
      assert.equal(inserted, (await direct.read(partition, 'a'))?.etag);
      const replaced = await committed([{ do: 'replace', key: 'there', values: { [WID]: 'w2' }, etag }], 'w2');
      assert.equal(replaced, (await direct.read(partition, 'there'))?.etag);
      await committed([row('w3', 'b'), row('w3', 'c')], 'w3');
      assert.equal(await contents(direct, partition), 'a=w1 b=w3 c=w3 other=old there=w2');
    });

    test(`who commits and meets ${trouble} finds out that another was first`, async () => {
      const { troubled, direct, partition, etag, next } = await fresh();
      await applied(direct, partition, { do: 'put', key: 'there', values: { [WID]: 'theirs' } });
      next(trouble);
      const change: Change = { do: 'replace', key: 'there', values: { [WID]: 'mine' }, etag };
      const answer = await commit({ clock }, troubled, partition, [change], 'mine');
      assert.equal(answer.outcome === 'lost' && answer.row?.values[WID], 'theirs');
    });
  }

  test('what breaks a limit is refused at once: it is not sent, so it meets no trouble', async () => {
    const { troubled, direct, partition, next } = await fresh();
    next('a time-out before it was done');
    const bytes = new Uint8Array(65_536);
    const long = 'k'.repeat(513);
    const most = Array.from({ length: 100 }, (_, i) => insert(`k${i}`));
    const heavy = Array.from({ length: 60 }, (_, i) => insert(`k${i}`, { bytes }));
    const tooLarge: Readonly<Record<string, Some>> = {
      'a column': [insert('x', { text: 'x'.repeat(32_769) })],
      'a row': [insert('x', Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`c${i}`, bytes])))],
      'a key': [insert(long)],
      'a number of changes': [insert('x'), ...most],
      'a transaction': [insert('x'), ...heavy],
    };
    for (const [what, changes] of Object.entries(tooLarge)) {
      await assert.rejects(troubled.write(partition, changes), StorageRefused, what);
    }
    await assert.rejects(troubled.read(long, 'x'), StorageRefused);
    await assert.rejects(troubled.read(partition, long), StorageRefused);
    await assert.rejects(troubled.range(long, {}), StorageRefused);
    assert.equal(await contents(direct, partition), 'other=old there=old');
    await assert.rejects(troubled.read(partition, 'there'), StorageUnavailable);
    assert.deepEqual(await valuesAt(troubled, partition, 'there'), { [WID]: 'old' });
  });

  test('a page that ends before its limit says that there is more, and the rest comes after its last row', async () => {
    const { troubled, partition, shortPage } = await fresh();
    shortPage();
    const first = await troubled.range(partition, { limit: 10 });
    assert.deepEqual([first.rows.map((read) => read.key), first.more], [['other'], true]);
    const rest = await troubled.range(partition, { after: 'other', limit: 10 });
    assert.deepEqual([rest.rows.map((read) => read.key), rest.more], [['there'], false]);
  });

  test('a page without rows that is not the last is never shown', async () => {
    const { troubled, partition, emptyPage } = await fresh();
    emptyPage(partition, 'other');
    emptyPage(partition, 'other');
    const page = await troubled.range(partition, {});
    assert.deepEqual([page.rows.map((read) => read.key), page.more], [['other', 'there'], false]);
  });
}
