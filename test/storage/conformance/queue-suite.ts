/** What every adapter of the queue port does: run on memory and on Azurite. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { StorageRefused } from '../../../shared/storage/table.ts';
import { HOUR, type Opened, takenLater } from './queue-actions.ts';
import { queueTroubleTests, type TroubledQueue } from './queue-troubles.ts';

/**
 * @param open a new, empty queue
 * @param openTroubled the same, reached over a line on which things go wrong
 */
export function queueSuite(
  name: string,
  open: () => Promise<Opened> | Opened,
  openTroubled: () => Promise<TroubledQueue> | TroubledQueue,
): void {
  describe(`The queue port: ${name}`, { concurrency: 6 }, () => {
    test('what is put is taken once, as it was put', async () => {
      const { queue } = await open();
      const text = JSON.stringify({ text: 'Straße 漢字 🎉 <&> "quoted" \\ \n \u0001', n: 1 });
      await queue.put(text);
      const [taken, ...others] = await queue.take(32, HOUR);
      assert.deepEqual([taken?.text, taken?.dequeueCount, others], [text, 1, []]);
      assert.deepEqual(await queue.take(32, HOUR), []);
    });

    test('a queue nobody has used is empty', async () => {
      const { queue } = await open();
      assert.deepEqual(await queue.take(1, 1_000), []);
    });

    test('removing from a queue nobody has used is no error', async () => {
      const { queue } = await open();
      await queue.remove({ id: 'none', receipt: 'none', text: '', dequeueCount: 1 });
    });

    test('no more messages are taken than asked for', async () => {
      const { queue } = await open();
      for (const text of ['1', '2', '3']) await queue.put(text);
      const first = await queue.take(2, HOUR);
      const second = await queue.take(2, HOUR);
      assert.deepEqual([first.length, second.length], [2, 1]);
      assert.deepEqual([...first, ...second].map((taken) => taken.text).sort(), ['1', '2', '3']);
    });

    test('a delayed message is hidden until its time', async () => {
      const { queue, pass } = await open();
      await queue.put('later', 600);
      await queue.put('much later', HOUR);
      await pass(1_000);
      assert.equal((await takenLater(queue, HOUR)).text, 'later');
      assert.deepEqual(await queue.take(32, HOUR), []);
      await pass(HOUR);
    });

    test('a message that is not removed comes again, counted', async () => {
      const { queue, pass } = await open();
      await queue.put('again');
      const first = await takenLater(queue, 1_000);
      await pass(1_000);
      const second = await takenLater(queue, HOUR);
      assert.deepEqual([second.id, second.text, second.dequeueCount], [first.id, 'again', 2]);
      assert.notEqual(second.receipt, first.receipt);
    });

    test('a removed message does not come again, and removing it twice is no error', async () => {
      const { queue, pass } = await open();
      await queue.put('one');
      await queue.put('two');
      const one = await takenLater(queue, 1_000);
      await queue.remove(one);
      await queue.remove(one);
      const two = await takenLater(queue, 1_000);
      await pass(1_000);
      // The other one comes again within the same second in which this one would.
      const again = await takenLater(queue, HOUR);
      assert.deepEqual([again.id, again.dequeueCount], [two.id, 2]);
      assert.deepEqual(await queue.take(32, HOUR), []);
    });

    test('who holds an old receipt removes nothing', async () => {
      const { queue, pass } = await open();
      await queue.put('mine now');
      const old = await takenLater(queue, 1_000);
      await pass(1_000);
      const mine = await takenLater(queue, 1_000);
      await queue.remove(old);
      await pass(1_000);
      const still = await takenLater(queue, HOUR);
      assert.deepEqual([still.id, still.dequeueCount], [mine.id, 3]);
    });

    test('a message may have 64 KiB and not more', async () => {
      const { queue } = await open();
      const largest = 'x'.repeat(64 * 1024);
      await queue.put(largest);
      assert.equal((await takenLater(queue, HOUR)).text, largest);
      await assert.rejects(queue.put(`${largest}x`), StorageRefused);
    });

    test('what the service could not carry or hide that long is refused', async () => {
      const { queue } = await open();
      await assert.rejects(queue.put('raw control \u0001'), StorageRefused);
      await assert.rejects(queue.put('half a pair \ud83c'), StorageRefused);
      await assert.rejects(queue.put('too late', 8 * 24 * HOUR), StorageRefused);
      await assert.rejects(queue.put('never', Number.NaN), StorageRefused);
    });

    test('no message, or more than 32, cannot be asked for, nor for longer than a week', async () => {
      const { queue } = await open();
      await queue.put('x');
      for (const max of [0, 33, -1, 1.5]) await assert.rejects(queue.take(max, HOUR), StorageRefused, `${max}`);
      await assert.rejects(queue.take(1, 8 * 24 * HOUR), StorageRefused);
      assert.equal((await queue.take(32, HOUR)).length, 1);
    });

    test('who is too slow loses the message to another: its removal does nothing, the other’s does', async () => {
      const { queue, pass } = await open();
      await queue.put('slowly handled');
      const slow = await takenLater(queue, 1_000);
      await pass(1_000);
      const other = await takenLater(queue, 1_000);
      assert.deepEqual([other.id, other.dequeueCount], [slow.id, 2]);
      await queue.remove(slow);
      await queue.remove(other);
      await queue.put('the next');
      await pass(1_000);
      assert.equal((await takenLater(queue, HOUR)).text, 'the next');
      assert.deepEqual(await queue.take(32, HOUR), []);
    });

    test('who is too slow, and whose message nobody has taken since, can still remove it', async () => {
      const { queue, pass } = await open();
      const other = await open();
      await queue.put('nobody else wants it');
      const slow = await takenLater(queue, 1_000);
      // Hidden as long from now on, in another queue: once this one is to be seen, so is that one.
      await other.queue.put('x', 1_000);
      await pass(1_000);
      await other.pass(1_000);
      await takenLater(other.queue, HOUR);
      await queue.remove(slow);
      assert.deepEqual(await queue.take(32, HOUR), []);
    });

    test('all messages come, in whatever order, each to one of those who take at once', async () => {
      const { queue } = await open();
      const texts = Array.from({ length: 40 }, (_, i) => `message ${i}`);
      for (const text of texts) await queue.put(text);
      const taken: string[] = [];
      const takeAll = async () => {
        for (;;) {
          const messages = await queue.take(3, HOUR);
          if (messages.length === 0) return;
          taken.push(...messages.map((message) => message.text));
        }
      };
      await Promise.all([takeAll(), takeAll(), takeAll(), takeAll()]);
      assert.deepEqual(taken.sort(), texts.sort());
    });

    test('the message that would be taken next is seen without being taken, and one that is hidden is not', async () => {
      const { queue, pass } = await open();
      assert.equal(await queue.oldest(), undefined);
      await queue.put('first');
      await queue.put('second');
      const seen = await queue.oldest();
      assert.deepEqual(await queue.oldest(), seen);
      assert.ok(seen !== undefined && seen.insertedAt > 0);
      const taken = await takenLater(queue, 1_000);
      assert.deepEqual([taken.id, taken.text, taken.dequeueCount], [seen.id, seen.text, 1]);
      assert.equal(taken.text, 'first');
      const second = await queue.oldest();
      assert.ok(second !== undefined && second.id !== seen.id && second.insertedAt >= seen.insertedAt);
      await queue.remove(await takenLater(queue, HOUR));
      await pass(1_000);
      await queue.remove(await takenLater(queue, HOUR));
      assert.equal(await queue.oldest(), undefined);
    });

    test('the same text twice is two messages', async () => {
      const { queue } = await open();
      await queue.put('x');
      await queue.put('x');
      const taken = await queue.take(32, HOUR);
      assert.deepEqual([taken.length, new Set(taken.map((message) => message.id)).size], [2, 2]);
    });

    queueTroubleTests(openTroubled);
  });
}
