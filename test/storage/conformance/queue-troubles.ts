/** No answer of a queue: a message may be there twice, or be hidden and in nobody's hands; it is never lost by that. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Queue } from '../../../shared/storage/queue.ts';
import { StorageRefused, StorageUnavailable } from '../../../shared/storage/table.ts';
import { HOUR, type PassingTime, takenLater } from './queue-actions.ts';
import { everyTrouble, isDone, type Trouble } from './trouble.ts';

/** A queue that is reached over a troubled line, and the same one reached directly. */
export interface TroubledQueue extends PassingTime {
  readonly troubled: Queue;
  readonly direct: Queue;
  /** What goes wrong with the next requests over the line, one each. */
  next(...troubles: readonly Trouble[]): void;
  /** Resolves when what arrived at the service is done. */
  settled(): Promise<void>;
}

export function queueTroubleTests(open: () => Promise<TroubledQueue> | TroubledQueue): void {
  for (const trouble of everyTrouble) {
    test(`a put that meets ${trouble} is unavailable; who puts again has ${isDone(trouble) ? 'two' : 'one'}`, async () => {
      const { troubled, direct, next, settled } = await open();
      assert.deepEqual(await direct.take(1, HOUR), []);
      next(trouble);
      await assert.rejects(troubled.put('x'), StorageUnavailable);
      await settled();
      await troubled.put('x');
      const taken = await direct.take(32, HOUR);
      assert.deepEqual(
        taken.map((message) => message.text),
        isDone(trouble) ? ['x', 'x'] : ['x'],
      );
    });

    test(`a take that meets ${trouble} is unavailable, and the message comes all the same`, async () => {
      const { troubled, direct, next, settled, pass } = await open();
      await direct.put('x');
      next(trouble);
      await assert.rejects(troubled.take(1, 1_000), StorageUnavailable);
      await settled();
      await pass(1_000);
      const taken = await takenLater(direct, HOUR);
      assert.deepEqual([taken.text, taken.dequeueCount], ['x', isDone(trouble) ? 2 : 1]);
    });

    test(`a look that meets ${trouble} is unavailable, and changes nothing`, async () => {
      const { troubled, direct, next, settled } = await open();
      await direct.put('x');
      next(trouble);
      await assert.rejects(troubled.oldest(), StorageUnavailable);
      await settled();
      assert.deepEqual(await troubled.oldest(), await direct.oldest());
      assert.equal((await takenLater(direct, HOUR)).dequeueCount, 1);
    });

    test(`a removal that meets ${trouble} is unavailable, and can be repeated`, async () => {
      const { troubled, direct, next, settled, pass } = await open();
      await direct.put('x');
      await direct.put('y');
      const [first, second] = await direct.take(2, 1_000);
      assert.ok(first && second);
      next(trouble);
      await assert.rejects(troubled.remove(first), StorageUnavailable);
      await settled();
      await troubled.remove(first);
      await pass(1_000);
      // The other one comes again within the same second in which this one would.
      assert.equal((await takenLater(direct, HOUR)).id, second.id);
      assert.deepEqual(await direct.take(32, HOUR), []);
    });
  }

  test('what breaks a limit is refused at once: it is not sent, so it meets no trouble', async () => {
    const { troubled, direct, next } = await open();
    await direct.put('x');
    next('a 503');
    await assert.rejects(troubled.put('x'.repeat(64 * 1024 + 1)), StorageRefused);
    await assert.rejects(troubled.put('raw control \u0001'), StorageRefused);
    await assert.rejects(troubled.put('too late', 8 * 24 * HOUR), StorageRefused);
    await assert.rejects(troubled.take(1, HOUR), StorageUnavailable);
    assert.equal((await troubled.take(32, HOUR)).length, 1);
  });
}
