import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Machine } from '../../local/simulation/machine.ts';
import { VirtualTime } from '../../local/simulation/virtual-time.ts';
import { Flight } from '../../shared/delivery/flight.ts';
import type { Outcome } from '../../shared/shard/wave.ts';

const PATIENCE = 2_000;
const delivered: Outcome = { kind: 'answered', verdict: { do: 'delivered' }, notBefore: 0 };

/** A flight whose messages are answered after so long each, ms, and the time by its clock when something is over. */
function flightOf(answers: readonly number[]) {
  const time = new VirtualTime(0);
  const { clock } = new Machine('m', time, () => 0, 0);
  const heard: number[] = [];
  const flight = new Flight(clock, () => heard.push(clock.monotonic()));
  const posts = answers.map((ms, i) => [i, clock.sleep(ms).then(() => delivered)] as const);
  flight.depart(new Map(posts), { began: 0, serviceUrl: 'https://teams.example/', last: 0 });
  const whenOver = (wait: Promise<void>) => wait.then(() => clock.monotonic());
  const passes = (ms: number) => time.run(ms, () => false);
  return { flight, whenOver, passes, heard };
}

test('with its last answer all have come, and each is told', async () => {
  const { flight, whenOver, passes, heard } = flightOf([300, 1_500, 900]);
  const over = whenOver(flight.landedWithin(PATIENCE));
  await passes(20_000);
  assert.equal(await over, 1_500);
  assert.deepEqual(heard, [300, 900, 1_500]);
  assert.deepEqual([...flight.landed.keys()].sort(), [0, 1, 2]);
});

test('a straggler is waited for no longer than patience, and its answer is kept for the next record', async () => {
  const { flight, whenOver, passes } = flightOf([300, 15_000, 900]);
  const over = whenOver(flight.landedWithin(PATIENCE));
  await passes(2_500);
  assert.equal(await over, PATIENCE);
  const { landed } = flight;
  assert.deepEqual([...landed.keys()].sort(), [0, 2]);
  flight.recorded(landed);
  assert.deepEqual([flight.isAloft, flight.isOver, flight.landed.size], [true, false, 0]);
  await passes(15_000);
  assert.deepEqual([flight.isAloft, flight.isOver, [...flight.landed.keys()]], [false, false, [1]]);
});
