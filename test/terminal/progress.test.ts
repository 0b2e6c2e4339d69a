import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bar, numbers } from '../../cli/terminal/progress.ts';
import type { Broadcast } from '../../local/copies/broadcast-api.ts';

const none = { pending: 0, sending: 0, delivered: 0, failed: 0, skipped: 0, uncertain: 0, canceled: 0, recalled: 0 };
const half = { ...none, audience: 800, pending: 300, sending: 100, delivered: 390, failed: 10 };
const now = Date.parse('2026-11-23T12:00:00Z');
const sending: Broadcast = {
  ...{ id: 'b', status: 'sending', endedAt: null, planned: true, problem: null },
  ...{ counts: half, rate: 30.94, eta: '2026-11-23T12:00:12.1Z' },
};

test('the bar shows who has it, who is through otherwise, who is being sent to and who is to come', () => {
  assert.deepEqual(bar(half, 80), ['█'.repeat(39), '█', '▒'.repeat(10), '░'.repeat(30)]);
  assert.deepEqual(bar({ ...none, audience: 0 }, 4), ['', '', '', '░░░░']);
  assert.deepEqual(bar({ ...none, audience: 3, delivered: 3 }, 4), ['████', '', '', '']);
});

test('the numbers are the API’s', () => {
  assert.equal(numbers(sending, now), '390 of 800 delivered (30.9/s, 13 s to go), 100 being sent');
});

test('what is not known is left out', () => {
  const planning = { ...sending, planned: false, rate: 0, eta: null };
  assert.equal(numbers(planning, now), '390 of 800 so far delivered, 100 being sent');
  const ended = { ...sending, rate: null, eta: null, counts: { ...none, audience: 2, delivered: 1, uncertain: 1 } };
  assert.equal(numbers(ended, now), '1 of 2 delivered, 1 uncertain');
});
