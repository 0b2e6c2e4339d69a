import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app, type Timer } from '@azure/functions';
import type { Clock } from '../../shared/clock.ts';
import { gate, limit, testHost, until } from './support.ts';

/** A clock that stands still until it is told to go on. */
class HeldClock implements Clock {
  #now: number;
  readonly #sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();

  constructor(start: string) {
    this.#now = Date.parse(start);
  }
  now = () => this.#now;
  monotonic = () => this.#now;
  sleep = (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve) => {
      const sleeper = { until: this.#now + ms, wake: resolve };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', () => resolve(), { once: true });
      if (ms <= 0 || signal?.aborted) resolve();
    });

  /** Lets time pass and wakes whoever waited for it. */
  goTo(time: string): void {
    this.#now = Date.parse(time);
    for (const sleeper of this.#sleepers) {
      if (sleeper.until > this.#now) continue;
      this.#sleepers.delete(sleeper);
      sleeper.wake();
    }
  }
}

const at = (event: { until: number }) => new Date(event.until).toISOString();

test('a timer comes at its times, with its schedule and status as in Azure', limit, async () => {
  const clock = new HeldClock('2026-05-01T10:00:30Z');
  const got: Timer[] = [];
  const host = await testHost(
    () => app.timer('hourly', { schedule: '0 0 * * * *', handler: (timer) => void got.push(timer) }),
    { clock },
  );

  let waits = until(host, 'waiting');
  clock.goTo('2026-05-01T11:00:00.200Z');
  assert.equal(at(await waits), '2026-05-01T12:00:00.000Z');
  waits = until(host, 'waiting');
  clock.goTo('2026-05-01T12:00:00Z');
  assert.equal(at(await waits), '2026-05-01T13:00:00.000Z');

  assert.deepEqual(got, [
    {
      schedule: { adjustForDST: true },
      scheduleStatus: {
        last: '0001-01-01T00:00:00+00:00',
        next: '2026-05-01T11:00:00.000+00:00',
        lastUpdated: '0001-01-01T00:00:00+00:00',
      },
      isPastDue: false,
    },
    {
      schedule: { adjustForDST: true },
      scheduleStatus: {
        last: '2026-05-01T11:00:00.200+00:00',
        next: '2026-05-01T12:00:00.000+00:00',
        lastUpdated: '2026-05-01T11:00:00.200+00:00',
      },
      isPastDue: false,
    },
  ]);
});

test('with runOnStartup it comes at once; what comes more than once a minute has no status', limit, async () => {
  const clock = new HeldClock('2026-05-01T10:00:07Z');
  const got = gate<Timer>();
  const handler = (timer: Timer) => got.resolve(timer);
  const host = await testHost(() => app.timer('quick', { schedule: '*/15 * * * * *', runOnStartup: true, handler }), {
    clock,
  });
  assert.equal((await got.promise).scheduleStatus, null);
  assert.equal(at(await until(host, 'waiting')), '2026-05-01T10:00:15.000Z');
});

test('a timer with useMonitor off has no status, as nobody keeps one', limit, async () => {
  const clock = new HeldClock('2026-05-01T10:30:00Z');
  const got = gate<Timer>();
  const handler = (timer: Timer) => got.resolve(timer);
  const host = await testHost(() => app.timer('rare', { schedule: '0 0 * * * *', useMonitor: false, handler }), {
    clock,
  });
  const waits = until(host, 'waiting');
  clock.goTo('2026-05-01T11:00:00Z');
  assert.equal((await got.promise).scheduleStatus, null);
  await waits;
});

test('a timer never runs twice at once; what it missed comes once, at once', limit, async () => {
  const clock = new HeldClock('2026-05-01T10:00:00Z');
  const begun: string[] = [];
  const runs = [
    { begin: gate(), end: gate() },
    { begin: gate(), end: gate() },
  ] as const;
  const handler = () => {
    const run = runs[begun.length];
    begun.push(new Date(clock.now()).toISOString().slice(11, 19));
    run?.begin.resolve();
    return run?.end.promise;
  };
  const host = await testHost(() => app.timer('slow', { schedule: '00:00:10', handler }), { clock });
  clock.goTo('2026-05-01T10:00:10Z');
  await runs[0].begin.promise;
  // Three more occurrences pass while the first run goes on.
  clock.goTo('2026-05-01T10:00:45Z');
  runs[0].end.resolve();
  await runs[1].begin.promise;
  assert.deepEqual(begun, ['10:00:10', '10:00:45']);
  const waits = until(host, 'waiting');
  runs[1].end.resolve();
  assert.equal(at(await waits), '2026-05-01T10:00:55.000Z');
});

test('a timer that throws comes again', limit, async () => {
  const clock = new HeldClock('2026-05-01T10:00:00Z');
  const handler = () => {
    throw new Error('broken');
  };
  const host = await testHost(() => app.timer('breaks', { schedule: '%EVERY%', handler }), {
    clock,
    env: { EVERY: '00:00:10' },
  });
  for (const time of ['2026-05-01T10:00:10Z', '2026-05-01T10:00:20Z']) {
    const [completed, waits] = [until(host, 'completed'), until(host, 'waiting')];
    clock.goTo(time);
    assert.match(String((await completed).error), /broken/);
    await waits;
  }
});
