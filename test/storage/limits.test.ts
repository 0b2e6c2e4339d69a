import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkChanges } from '../../shared/storage/limits.ts';
import { wholeSeconds } from '../../shared/storage/message-limits.ts';
import { StorageRefused } from '../../shared/storage/table.ts';

test('a row has at most 252 columns', () => {
  const columns = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`c${i}`, i]));
  checkChanges('p', [{ do: 'insert', key: 'a', values: columns(252) }]);
  assert.throws(() => checkChanges('p', [{ do: 'insert', key: 'a', values: columns(253) }]), StorageRefused);
});

test('a message is hidden for whole seconds, rather too long than too short', () => {
  assert.deepEqual([0, 1, 999, 1_000, 1_001].map(wholeSeconds), [0, 1, 1, 1, 2]);
  assert.equal(wholeSeconds(7 * 24 * 3_600_000), 604_800);
  assert.throws(() => wholeSeconds(7 * 24 * 3_600_000 + 1), StorageRefused);
});
