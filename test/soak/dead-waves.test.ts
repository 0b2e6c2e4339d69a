import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeadWaves, doubtOf } from '../../local/soak/dead-waves.ts';

const wave = (claimedAt: number, people: number) => ({ claimedAt, people });

test('a wave is of the first end after its claim', () => {
  const waves = [wave(900, 10), wave(980, 5), wave(1_900, 7)];
  assert.deepEqual(doubtOf(waves, [1_000, 2_000, 3_000]), { byEnd: [15, 7, 0], others: 0 });
});

test('a wave that no end followed in time has another reason', () => {
  assert.deepEqual(doubtOf([wave(1_000, 10), wave(60_500, 5)], [20_000, 60_000]), { byEnd: [0, 0], others: 15 });
});

test('waves are read from the logs, each once, whoever finds it', () => {
  const waves = new DeadWaves();
  const line = (shard: number, claimedAt: number, sending: number) =>
    JSON.stringify({ level: 'warn', event: 'wave-of-a-lost-sender', broadcast: 'b', shard, claimedAt, sending });
  const said = (by: string) => `[2026-01-01T00:00:00.000Z] warning: deliver: ${by}`;
  for (const heard of [
    'ready http://127.0.0.1:1',
    line(1, 100, 9),
    line(1, 100, 9),
    said(line(2, 100, 4)),
    line(1, 200, 3),
  ])
    waves.heard(heard);
  assert.deepEqual(waves.all, [wave(100, 9), wave(100, 4), wave(200, 3)]);
});
