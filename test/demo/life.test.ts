import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultLevels, lifeOf } from '../../local/demo/life.ts';

for (const level of faultLevels) {
  for (const users of [1, 2, 5, 60, 800, 10_000]) {
    test(`${level} of ${users} people: each does one thing at most`, () => {
      const doing = Object.values(lifeOf(level, users)).flat();
      assert.equal(new Set(doing).size, doing.length);
      assert.ok(doing.every((user) => Number.isInteger(user) && user >= 0 && user < users));
    });
  }
}

test('the usual organisation has one of each, at least', () => {
  const { removed, removedUntold, blocked, chatDeleted } = lifeOf('some', 800);
  assert.deepEqual(
    [removed, removedUntold, blocked, chatDeleted].map((of) => of.length),
    [4, 3, 1, 2],
  );
  assert.deepEqual(Object.values(lifeOf('none', 800)).flat(), []);
});
