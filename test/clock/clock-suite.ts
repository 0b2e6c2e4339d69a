/** What every clock does: run on the machine's own and on that of a machine in virtual time. */
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, test } from 'node:test';
import type { Clock } from '../../shared/clock.ts';

export interface OpenedClock {
  readonly clock: Clock;
  /** Lets time pass until it is settled: where time passes by itself, it waits. */
  until<T>(promise: Promise<T>): Promise<T>;
}

/** Longer than anything takes that takes no time, ms. */
const LONG = 20_000;

/** Timers count whole milliseconds, so one may end by a part of one too early. */
const TICK = 1;

export function clockSuite(name: string, open: () => OpenedClock): void {
  describe(`The clock port: ${name}`, () => {
    test('sleeping takes as long as asked for, and not less', async () => {
      const { clock, until } = open();
      for (const ms of [1, 7.5, 40]) {
        const before = clock.monotonic();
        await until(clock.sleep(ms));
        assert.ok(clock.monotonic() - before >= ms - TICK, `${clock.monotonic() - before} ms of ${ms}`);
      }
    });

    test('whoever sleeps less wakes first, whoever asked last', async () => {
      const { clock, until } = open();
      const woken: number[] = [];
      const sleeper = async (ms: number) => {
        await clock.sleep(ms);
        woken.push(ms);
      };
      await until(Promise.all([sleeper(120), sleeper(60), sleeper(1)]));
      assert.deepEqual(woken, [1, 60, 120]);
    });

    for (const ms of [0, -1]) {
      test(`${ms} ms are over at once`, async () => {
        const { clock } = open();
        // Without `until`: no time has to pass for it.
        await clock.sleep(ms);
      });
    }

    test('whoever is called off before falling asleep does not sleep', async () => {
      const { clock } = open();
      const before = clock.monotonic();
      await clock.sleep(LONG, AbortSignal.abort());
      assert.ok(clock.monotonic() - before < LONG / 2);
    });

    test('whoever is called off wakes at once, without an error', async () => {
      const { clock } = open();
      const caller = new AbortController();
      const before = clock.monotonic();
      const asleep = clock.sleep(LONG, caller.signal);
      caller.abort(new Error('nobody is to hear this'));
      await asleep;
      assert.ok(clock.monotonic() - before < LONG / 2);
    });

    test('whoever has slept no longer listens for being called off', async () => {
      const { clock, until } = open();
      const { signal } = new AbortController();
      await until(Promise.all([clock.sleep(1, signal), clock.sleep(2, signal), clock.sleep(0, signal)]));
      assert.deepEqual(getEventListeners(signal, 'abort'), []);
    });

    test('the clock of intervals never goes back, and stands still for nobody who sleeps', async () => {
      const { clock, until } = open();
      const times = [clock.monotonic()];
      for (let i = 0; i < 5; i++) {
        await until(clock.sleep(2));
        times.push(clock.monotonic(), clock.monotonic());
      }
      assert.deepEqual(
        times,
        times.toSorted((a, b) => a - b),
      );
      assert.ok(times.at(-1)! - times[0]! >= 5 * (2 - TICK), String(times));
    });

    test('the time of day is in milliseconds since 1970', () => {
      const { clock } = open();
      const year = new Date(clock.now()).getUTCFullYear();
      assert.ok(year >= 2025 && year < 2100, String(year));
    });
  });
}
