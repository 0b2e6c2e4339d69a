import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ServiceClock } from '../../shared/storage/service-clock.ts';

/** A machine whose clocks are set by hand, and a service whose clock is `ahead` of the monotonic one. */
function worldWith(ahead: number, wall = 5_000_000_000) {
  const machine = { wall, monotonic: 0 };
  const world = {
    machine,
    ahead,
    clock: new ServiceClock({ now: () => machine.wall, monotonic: () => machine.monotonic }),
    /** The service's time now. */
    truth: () => machine.monotonic + world.ahead,
    pass(ms: number) {
      machine.monotonic += ms;
      machine.wall += ms;
    },
    /** A request that takes `there` ms to arrive and `back` ms to be answered. */
    ask(there: number, back: number) {
      const sent = machine.monotonic;
      world.pass(there);
      const date = Math.floor(world.truth() / 1_000) * 1_000;
      world.pass(back);
      world.clock.observe(date, sent, machine.monotonic);
    },
    error: () => Math.abs(world.clock.now() - world.truth()),
  };
  return world;
}

const asks = fc.array(
  fc.record({ pause: fc.nat({ max: 3_000 }), there: fc.nat({ max: 400 }), back: fc.nat({ max: 400 }) }),
  { minLength: 1, maxLength: 40 },
);
const ahead = fc.double({ min: 1e12, max: 2e12, noNaN: true });

test('before any answer it is this machine’s clock', () => {
  const { clock, machine } = worldWith(0);
  assert.equal(clock.now(), machine.wall);
  assert.equal(clock.uncertainty(), Number.POSITIVE_INFINITY);
});

test('the service’s time is always within what it claims to know', () => {
  fc.assert(
    fc.property(ahead, asks, (offset, answers) => {
      const world = worldWith(offset);
      let before = Number.POSITIVE_INFINITY;
      for (const { pause, there, back } of answers) {
        world.pass(pause);
        world.ask(there, back);
        const uncertainty = world.clock.uncertainty();
        assert.ok(world.error() <= uncertainty + 0.01, `off by ${world.error()}, claims ${uncertainty}`);
        assert.ok(uncertainty <= before + 1, 'an answer never makes it know less, drift aside');
        before = uncertainty;
      }
    }),
  );
});

test('answers at all moments of a second make it know the time to about a round trip', () => {
  const world = worldWith(1.7e12 + 345.678);
  for (let i = 0; i < 60; i++) {
    world.pass(137);
    world.ask(4, 6);
  }
  assert.ok(world.clock.uncertainty() < 40, String(world.clock.uncertainty()));
  assert.ok(world.error() < 40);
});

test('the machine’s own clock may jump', () => {
  fc.assert(
    fc.property(ahead, asks, fc.integer({ min: -1e9, max: 1e9 }), (offset, answers, jump) => {
      const world = worldWith(offset);
      for (const { pause, there, back } of answers) {
        world.pass(pause);
        world.ask(there, back);
        const { wall } = world.machine;
        const now = world.clock.now();
        world.machine.wall = wall + jump;
        assert.equal(world.clock.now(), now);
      }
    }),
  );
});

test('it follows a service whose clock drifts', () => {
  for (const drift of [40e-6, -40e-6]) {
    const world = worldWith(1.7e12);
    for (let i = 0; i < 2_000; i++) {
      world.pass(1_737);
      world.ahead += 1_737 * drift;
      world.ask(5, 5);
    }
    assert.ok(world.error() <= world.clock.uncertainty() && world.error() < 60, String(world.error()));
  }
});

test('what it knows widens slowly while nobody answers', () => {
  const world = worldWith(1.7e12);
  world.ask(5, 5);
  const before = world.clock.uncertainty();
  world.pass(3_600_000);
  assert.ok(Math.abs(world.clock.uncertainty() - before - 180) < 0.001);
});

test('servers that differ by a little do not make it jump', () => {
  const world = worldWith(1.7e12);
  let last = Number.NaN;
  for (let i = 0; i < 400; i++) {
    world.pass(137);
    const skew = i % 2 ? 15 : -15;
    world.ahead += skew;
    world.ask(5, 5);
    world.ahead -= skew;
    if (i > 60) {
      assert.ok(world.error() < 60, String(world.error()));
      assert.ok(Number.isNaN(last) || Math.abs(world.clock.now() - world.machine.monotonic - last) < 60);
      last = world.clock.now() - world.machine.monotonic;
    }
  }
});

test('when a clock was set, or this machine slept, it starts anew', () => {
  const world = worldWith(1.7e12);
  for (let i = 0; i < 60; i++) {
    world.pass(137);
    world.ask(5, 5);
  }
  world.ahead += 3_600_000;
  world.ask(5, 5);
  assert.ok(world.error() <= 510, String(world.error()));
  world.ahead -= 7_200_000;
  world.ask(5, 5);
  assert.ok(world.error() <= 510, String(world.error()));
});
