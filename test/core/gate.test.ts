import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isBlocked } from '../../shared/pace/blocked.ts';
import {
  type Gate,
  newGate,
  outage,
  PROBE,
  type Refusal,
  recovered,
  reserve,
  throttle,
  withBlock,
} from '../../shared/pace/gate.ts';
import { decodeGate, encodeGate } from '../../shared/pace/gate-row.ts';
import { timing } from '../../shared/pace/timing.ts';

const limits = { ceiling: 45, ...timing };
const START = 1_767_225_600_000;
/** A reservation begins a little ahead: until then it is written. */
const BEGIN = START + timing.reserveLead;
const fresh = (): Gate => newGate(45, START, START, {});
/** A 429 to a request that was reserved at this gate as it is. */
const refused = (gate: Gate, about: Partial<Refusal> = {}): Refusal => ({
  ...{ gen: gate.gen, rate: gate.rate, sent: gate.sent, heard: gate.gen, alone: true, retryAfter: undefined },
  ...about,
});

test('whoever asks when, the requests reserved never run ahead of the rate', () => {
  const asks = fc.array(fc.record({ after: fc.nat(3_000), want: fc.integer({ min: 1, max: 300 }) }), { maxLength: 60 });
  fc.assert(
    fc.property(asks, (all) => {
      let gate = fresh();
      let now = START;
      const slots: number[] = [];
      for (const { after, want } of all) {
        now += after;
        const reservation = reserve(gate, want, now, 0, limits);
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
  const first = reserve(fresh(), 1_000, START, 0, limits);
  assert.ok(first.kind === 'granted' && first.requests === 45 && first.start === BEGIN);
  assert.deepEqual(reserve(first.gate, 1_000, START, 0, limits), { kind: 'later', at: first.gate.tat - 1_000 });
  const second = reserve(first.gate, 1_000, START + 100, 0, limits);
  assert.ok(second.kind === 'granted' && second.start === first.gate.tat);
  assert.deepEqual(reserve(second.gate, 1, START + 100, 0, limits), { kind: 'later', at: second.gate.tat - 1_000 });
});

test('fifty answers of 429 at once are one episode', () => {
  const gate = fresh();
  const answer = refused(gate, { sent: 60, retryAfter: 5_000 });
  const slowed = throttle(gate, answer, START, 0, limits)!;
  assert.equal(slowed.pauseUntil, START + 5_000);
  assert.equal(throttle(slowed, answer, START + 10, 0, limits), undefined);
  // So that everybody stands ready when the pause ends, what comes after it is reserved a second before.
  assert.deepEqual(reserve(slowed, 1, START + 3_999, 0, limits), { kind: 'later', at: START + 4_000 });
  const after = reserve(slowed, 1, START + 4_000, 0, limits);
  assert.ok(after.kind === 'granted' && after.start === START + 5_000);
});

test('a first 429 in an hour hardly slows anything', () => {
  const slowed = throttle(fresh(), refused(fresh(), { sent: 3_600 }), START, 0, limits)!;
  assert.ok(slowed.limit >= 0.98 * 45 && slowed.limit < 45, `${slowed.limit}`);
});

test('in a storm a 429 that names no time waits longer each time, up to a bound that ends it within a minute', () => {
  let gate: Gate = { ...fresh(), heard: START - 10 };
  const pauses = Array.from({ length: 12 }, () => {
    const now = gate.pauseUntil || START;
    gate = throttle(gate, refused(gate, { heard: 0 }), now, 0, limits)!;
    return gate.pauseUntil - now;
  });
  assert.deepEqual(pauses.slice(0, 3), [2_000, 4_000, 8_000]);
  assert.equal(pauses.at(-1), timing.stormPauseMax);
});

test('a storm teaches nothing: while Teams takes nothing only probes are sent, and then the rate is what it was', () => {
  let gate = fresh();
  for (let i = 0; i < 20; i++) {
    // Until it began Teams took what was sent; since then a few requests are refused after each pause.
    const answer = refused(gate, { sent: i === 0 ? 600 : 0.02, heard: START });
    gate = throttle(gate, answer, Math.max(START, gate.pauseUntil), 0, limits)!;
  }
  const end = gate.pauseUntil;
  const probe = reserve(gate, 100, end, START, limits);
  assert.ok(probe.kind === 'granted' && probe.requests === PROBE);
  assert.equal(recovered(probe.gate, START, end), undefined, 'a late answer to what was sent before says nothing');
  const well = recovered(probe.gate, probe.gate.gen, end + 500)!;
  const after = reserve(well, 100, end + 500, well.gen, limits);
  assert.ok(after.kind === 'granted' && after.gate.rate > 0.97 * 45, JSON.stringify(after));
});

test('while Teams is out only probes are sent, until one is answered', () => {
  const gate = fresh();
  const out = outage(gate, gate.gen, START, 0, limits)!;
  assert.equal(out.pauseUntil, START + 10_000);
  assert.equal(outage(out, out.gen, START + 10_000, 0, limits)!.pauseUntil, START + 30_000);
  const probe = reserve(out, 100, START + 10_000, 0, limits);
  assert.ok(probe.kind === 'granted' && probe.requests === PROBE);
  assert.equal(reserve(probe.gate, 100, START + 11_000, 0, limits).kind, 'later');
  const well = recovered(probe.gate, gate.gen, START + 11_000)!;
  const after = reserve(well, 100, START + 11_000, 0, limits);
  assert.ok(after.kind === 'granted' && after.requests > PROBE);
  assert.equal(recovered(well, well.gen, START), undefined);
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

test('a gate as it was stored before it learned is read, at the rate it had', () => {
  const { v, rate, tat, at, pauseUntil, gen, storm, outages, blocked } = encodeGate({ ...fresh(), rate: 31, storm: 2 });
  const gate = decodeGate({ v, rate, tat, at, pauseUntil, gen, storm, outages, blocked }, 'tenant');
  assert.equal(gate.limit, 31);
  const after = reserve(gate, 100, START + 1_000, 0, limits);
  assert.ok(after.kind === 'granted' && after.requests === 31);
  assert.ok(Object.values(gate).every((value) => typeof value === 'object' || Number.isFinite(value)));
});

const urgent = { urgent: true } as const;
const limited = { urgent: false, limited: { broadcast: 'slow', maxRate: 10 } } as const;

test('while urgent work reserves, bulk does not; and two seconds after it bulk does, whatever became of it', () => {
  const first = reserve(fresh(), 45, START, 0, limits, urgent);
  assert.ok(first.kind === 'granted');
  const until = START + timing.urgentLife;
  assert.deepEqual(reserve(first.gate, 45, START + 100, 0, limits), { kind: 'later', at: until });
  const again = reserve(first.gate, 45, START + 500, 0, limits, urgent);
  assert.ok(again.kind === 'granted');
  assert.deepEqual(reserve(again.gate, 45, until, 0, limits), { kind: 'later', at: until + 500 });
  assert.equal(reserve(again.gate, 45, until + 500, 0, limits).kind, 'granted');
});

test('urgent work that a 429 pauses is still first after it', () => {
  const gate = reserve(fresh(), 45, START, 0, limits, urgent);
  assert.ok(gate.kind === 'granted');
  const paused = throttle(gate.gate, refused(gate.gate, { retryAfter: 30_000 }), START + 300, 0, limits)!;
  const before = paused.pauseUntil - 500;
  assert.equal(reserve(paused, 45, before, 0, limits).kind, 'later');
  assert.equal(reserve(paused, 45, before, 0, limits, urgent).kind, 'granted');
});

test('a broadcast with a rate of its own reserves once a second, and leaves no time before it to nobody', () => {
  const first = reserve(fresh(), 45, START, 0, limits, limited);
  assert.ok(first.kind === 'granted' && first.requests === 10);
  const next = first.start + 1_000;
  assert.equal(first.gate.tat, first.start + (10 * 1_000) / 45);
  const soon = reserve(first.gate, 45, START + 500, 0, limits, limited);
  assert.deepEqual(soon, { kind: 'later', at: next - timing.reserveLead });
  // Another takes what follows, and no more than what is left of the second.
  const other = reserve(first.gate, 45, START + 100, 0, limits);
  assert.ok(other.kind === 'granted' && other.requests === 35 && other.start === first.gate.tat);
  const second = reserve(other.gate, 45, START + 500, 0, limits, limited);
  assert.ok(second.kind === 'granted' && second.start === other.gate.tat && second.start >= next - 1e-6);
});

test('what was used of a rate is forgotten when it is over', () => {
  const first = reserve(fresh(), 45, START, 0, limits, limited);
  assert.ok(first.kind === 'granted' && 'slow' in first.gate.paced);
  const other = reserve(first.gate, 45, START + 5_000, 0, limits);
  assert.ok(other.kind === 'granted' && other.requests === 45);
  assert.deepEqual(other.gate.paced, {});
});
