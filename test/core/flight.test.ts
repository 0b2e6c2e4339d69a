import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Machine } from '../../local/simulation/machine.ts';
import { VirtualTime } from '../../local/simulation/virtual-time.ts';
import { Flight } from '../../shared/delivery/flight.ts';
import { Stragglers } from '../../shared/delivery/stragglers.ts';
import type { Outcome } from '../../shared/shard/wave.ts';

const PATIENCE = 2_000;
const departure = { began: 0, serviceUrl: 'https://teams.example/' };
const delivered: Outcome = { kind: 'answered', verdict: { do: 'delivered' }, notBefore: 0 };

/** A process that posts waves, and when each of them is over by its own clock. */
function process(room: number) {
  const time = new VirtualTime(0);
  const { clock } = new Machine('m', time, () => 0, 0);
  const stragglers = new Stragglers(room);
  const newFlight = () => new Flight(clock, stragglers);
  /** When the answers of a wave that is still waited for were recorded. */
  const recorded: number[] = [];
  /** Posts a wave whose answers take so long, ms, in the order of their positions. */
  const wave = async (flight: Flight, answers: readonly number[], first = 0): Promise<number> => {
    const posts = answers.map((ms, i) => [first + i, clock.sleep(ms).then(() => delivered)] as const);
    flight.depart(new Map(posts), departure);
    const positions = posts.map(([position]) => position);
    await flight.waveOver(positions, clock.monotonic() + PATIENCE, async () => recorded.push(clock.monotonic()));
    return clock.monotonic();
  };
  const passes = (ms: number) => time.run(ms, () => false);
  return { newFlight, wave, passes, recorded };
}

test('a wave is over with its last answer', async () => {
  const { newFlight, wave, passes } = process(5);
  const flight = newFlight();
  const over = wave(flight, [300, 1_500, 900]);
  await passes(20_000);
  assert.equal(await over, 1_500);
  assert.deepEqual([...flight.landed.keys()].sort(), [0, 1, 2]);
});

test('a straggler is left behind when patience ends, and its answer is kept for the next record', async () => {
  const { newFlight, wave, passes } = process(5);
  const flight = newFlight();
  const over = wave(flight, [300, 15_000, 900]);
  await passes(2_500);
  assert.equal(await over, PATIENCE);
  const { landed } = flight;
  assert.deepEqual([...landed.keys()].sort(), [0, 2]);
  flight.recorded(landed);
  assert.deepEqual([flight.isAloft, flight.isOver, flight.landed.size], [true, false, 0]);
  await passes(15_000);
  assert.deepEqual([flight.isAloft, flight.isOver, [...flight.landed.keys()]], [false, false, [1]]);
});

test('when many answers are missing they are no stragglers: Teams may be out, and nothing more is claimed', async () => {
  const { newFlight, wave, passes, recorded } = process(2);
  const flight = newFlight();
  const over = wave(flight, [300, 15_000, 15_000, 14_000]);
  await passes(20_000);
  assert.equal(await over, 14_000);
  // A crash in the twelve seconds that it is waited for must not make those uncertain who have answered.
  assert.deepEqual(recorded, [PATIENCE]);
});

test('all shards of a process share the room for stragglers, and those that have arrived make room again', async () => {
  const { newFlight, wave, passes } = process(2);
  const first = wave(newFlight(), [10_000, 15_000]);
  const second = wave(newFlight(), [12_000, 300]);
  await passes(20_000);
  assert.equal(await first, PATIENCE);
  assert.equal(await second, 12_000);
  const flight = newFlight();
  const third = wave(flight, [15_000, 15_000]);
  await passes(40_000);
  assert.equal(await third, 15_000 + PATIENCE);
});
