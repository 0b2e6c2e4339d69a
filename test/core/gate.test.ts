import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  decodeGate,
  encodeGate,
  type Gate,
  isBlocked,
  newGate,
  outage,
  PROBE,
  recovered,
  reserve,
  throttle,
  withBlock,
} from '../../shared/pace/gate.ts';
import { timing } from '../../shared/pace/timing.ts';

const limits = { ceiling: 45, ...timing };
const START = 1_767_225_600_000;
const fresh = (): Gate => newGate(45, START, START, {});

test('whoever asks when, the requests reserved never run ahead of the rate', () => {
  const asks = fc.array(fc.record({ after: fc.nat(3_000), want: fc.integer({ min: 1, max: 300 }) }), { maxLength: 60 });
  fc.assert(
    fc.property(asks, (all) => {
      let gate = fresh();
      let now = START;
      const slots: number[] = [];
      for (const { after, want } of all) {
        now += after;
        const reservation = reserve(gate, want, now, limits);
        if (reservation.kind === 'later') continue;
        for (let i = 0; i < reservation.requests; i++)
          slots.push(reservation.start + (i * 1000) / reservation.gate.rate);
        gate = reservation.gate;
      }
      // Slots are a second's share apart, so no sliding second holds more than the rate (and the one at its edge).
      for (let i = 1; i < slots.length; i++) assert.ok(slots[i]! - slots[i - 1]! >= 1000 / 45 - 1e-3);
    }),
  );
});

test('a reservation holds a second of the rate at most, and begins a second ahead at most', () => {
  const first = reserve(fresh(), 1_000, START, limits);
  assert.ok(first.kind === 'granted' && first.requests === 45 && first.start === START);
  const second = reserve(first.gate, 1_000, START, limits);
  assert.ok(second.kind === 'granted' && second.start === START + 1_000);
  assert.deepEqual(reserve(second.gate, 1, START, limits), { kind: 'later', at: START + 1_000 });
});

test('fifty answers of 429 at once are one episode', () => {
  const gate = fresh();
  const slowed = throttle(gate, gate.gen, START, 5_000, 0, limits)!;
  assert.equal(slowed.rate, 36);
  assert.equal(slowed.pauseUntil, START + 5_000);
  assert.equal(throttle(slowed, gate.gen, START + 10, 5_000, 0, limits), undefined);
  assert.deepEqual(reserve(slowed, 1, START + 4_999, limits), { kind: 'later', at: START + 5_000 });
});

test('after a storm the rate climbs back to its ceiling and not beyond', () => {
  const slowed = throttle(fresh(), START, START, 1_000, 0, limits)!;
  const soon = reserve(slowed, 1, START + 11_000, limits);
  assert.ok(soon.kind === 'granted' && soon.gate.rate > 36 && soon.gate.rate < 45);
  const later = reserve(slowed, 1, START + 600_000, limits);
  assert.ok(later.kind === 'granted' && later.gate.rate === 45);
});

test('a 429 that names no time waits longer each time, up to a bound', () => {
  let gate = fresh();
  const pauses = Array.from({ length: 12 }, () => {
    const now = gate.pauseUntil || START;
    gate = throttle(gate, gate.gen, now, undefined, 0, limits)!;
    return gate.pauseUntil - now;
  });
  assert.deepEqual(pauses.slice(0, 4), [1_000, 2_000, 4_000, 8_000]);
  assert.equal(pauses.at(-1), timing.throttlePauseMax);
});

test('while Teams is out only probes are sent, until one is answered', () => {
  const gate = fresh();
  const out = outage(gate, gate.gen, START, 0, limits)!;
  assert.equal(out.pauseUntil, START + 10_000);
  assert.equal(outage(out, out.gen, START + 10_000, 0, limits)!.pauseUntil, START + 30_000);
  const probe = reserve(out, 100, START + 10_000, limits);
  assert.ok(probe.kind === 'granted' && probe.requests === PROBE);
  assert.equal(reserve(probe.gate, 100, START + 11_000, limits).kind, 'later');
  const well = recovered(probe.gate, START + 11_000)!;
  const after = reserve(well, 100, START + 11_000, limits);
  assert.ok(after.kind === 'granted' && after.requests > PROBE);
  assert.equal(recovered(well, START), undefined);
});

test('a block holds for the run it names and older ones', () => {
  const gate = withBlock(fresh(), 'b', { why: 'canceled', run: 2, since: START });
  assert.deepEqual(
    [1, 2, 3].map((run) => isBlocked(gate.blocked, 'b', run)),
    [true, true, false],
  );
  assert.deepEqual(withBlock(gate, 'b', undefined).blocked, {});
});

test('a gate is stored as it is', () => {
  const gate = withBlock({ ...fresh(), storm: 3, outages: 1, pauseUntil: START + 7 }, 'x', {
    why: 'paused',
    run: 1,
    since: START,
  });
  assert.deepEqual(decodeGate(encodeGate(gate), 'tenant'), gate);
});
