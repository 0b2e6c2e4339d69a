import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planEnds } from '../../local/soak/ends.ts';

const processes = (ends: readonly { copies: number }[]) => ends.reduce((sum, { copies }) => sum + copies, 0);

test('as many processes are ended as was asked for, each fifth time both at once', () => {
  for (const kills of [0, 1, 2, 5, 6, 10, 50]) {
    const ends = planEnds({ users: 20_000, kills, term: 0 });
    assert.equal(processes(ends), kills);
    for (const [i, { copies, signal }] of ends.entries()) {
      assert.equal(signal, 'SIGKILL');
      if ((i + 1) % 5 !== 0) assert.equal(copies, 1);
    }
  }
  assert.equal(planEnds({ users: 20_000, kills: 50, term: 0 }).filter(({ copies }) => copies === 2).length, 8);
});

test('ends are spread over the broadcast, none at its beginning or after its end', () => {
  const due = planEnds({ users: 2_000, kills: 3, term: 0 }).map((end) => end.due);
  assert.deepEqual(due, [500, 1_000, 1_500]);
});

test('each n-th end is a SIGTERM', () => {
  const signals = planEnds({ users: 100, kills: 4, term: 2 }).map(({ signal }) => signal);
  assert.deepEqual(signals, ['SIGKILL', 'SIGTERM', 'SIGKILL', 'SIGTERM']);
});
