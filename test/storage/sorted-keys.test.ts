import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SortedKeys } from '../../local/memory/sorted-keys.ts';

const number = fc.nat({ max: 9_999 }).map((n) => String(n).padStart(4, '0'));

test('keys come in order, from any place on, however they were added and removed', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(number, { maxLength: 4_000, minLength: 0, size: 'max' }),
      fc.constantFrom('as they come', 'ascending', 'descending'),
      fc.integer({ min: 1, max: 7 }),
      number,
      (added, how, every, from) => {
        const keys = new SortedKeys();
        const inOrder = added.toSorted();
        for (const key of how === 'ascending' ? inOrder : how === 'descending' ? inOrder.toReversed() : added)
          keys.add(key);
        for (const [i, key] of added.entries()) if (i % every === 0) keys.remove(key);
        const left = added.filter((_, i) => i % every !== 0).sort();
        assert.deepEqual([...keys.startingAt('')], left);
        assert.deepEqual(
          [...keys.startingAt(from)],
          left.filter((key) => key >= from),
        );
      },
    ),
    { numRuns: 60 },
  );
});
