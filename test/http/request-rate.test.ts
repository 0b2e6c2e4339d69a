import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Clock } from '../../shared/clock.ts';
import { Problem } from '../../shared/errors/problem.ts';
import { RequestRate } from '../../shared/http/request-rate.ts';

function open(rate: number) {
  let time = 1_000_000;
  const clock: Clock = { now: () => time, monotonic: () => time, sleep: async () => {} };
  const requests = new RequestRate(rate, clock);
  /** The seconds somebody is told to wait; 0 when they are let in. */
  const ask = (caller = 'megan'): number => {
    try {
      requests.take(caller);
      return 0;
    } catch (error) {
      assert.ok(error instanceof Problem && error.code === 'too-many-requests');
      return error.retryAfter ?? 0;
    }
  };
  const pass = (ms: number): void => {
    time += ms;
  };
  return { ask, pass };
}

test('five seconds’ worth of requests may come at once, and then as many as the rate says', () => {
  const { ask, pass } = open(10);
  assert.equal(Array.from({ length: 60 }, () => ask()).filter((wait) => wait === 0).length, 50);
  pass(1_000);
  assert.equal(Array.from({ length: 60 }, () => ask()).filter((wait) => wait === 0).length, 10);
});

test('who is refused is told a wait after which they are let in, however often they asked meanwhile', () => {
  const { ask, pass } = open(1);
  for (let i = 0; i < 5; i++) assert.equal(ask(), 0);
  for (let i = 0; i < 100; i++) assert.equal(ask(), 1);
  pass(1_000);
  assert.equal(ask(), 0);
});

test('each caller has a rate of their own, however many there are', () => {
  const { ask } = open(1);
  for (let i = 0; i < 5; i++) ask('megan');
  for (let i = 0; i < 30_000; i++) assert.equal(ask(`caller-${i}`), 0);
  assert.equal(ask('megan'), 1, 'the many others did not make it forgotten');
});

test('a hundred people who look on under one identity, at pollAfterMs and all at once, are within the default', () => {
  const { ask, pass } = open(100);
  for (let poll = 0; poll < 100; poll++) {
    for (let viewer = 0; viewer < 100; viewer++) assert.equal(ask(), 0);
    pass(2_000);
  }
});
