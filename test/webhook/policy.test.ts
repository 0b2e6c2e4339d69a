import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verdictOf, waits } from '../../shared/webhook/policy.ts';
import type { CallAnswer } from '../../shared/webhook/webhooks.ts';

const status = (code: number, retryAfter?: number): CallAnswer => ({
  kind: 'answered',
  status: code,
  ...(retryAfter !== undefined && { retryAfter }),
});

test('any 2xx is success, at whichever attempt', () => {
  for (const code of [200, 202, 204, 299]) assert.equal(verdictOf(status(code), 7, 0), 'delivered');
});

test('410 is the receiver’s word that it wants no more, at the first attempt too', () => {
  assert.equal(verdictOf(status(410), 1, 0), 'failed');
});

test('a redirect, a refusal, an error and silence are tried again after growing waits, and then given up', () => {
  const silence: CallAnswer = { kind: 'unanswered', error: 'time-out' };
  for (const answer of [status(301), status(307), status(400), status(404), status(500), silence]) {
    const seen = Array.from({ length: 7 }, (_, i) => verdictOf(answer, i + 1, 0));
    assert.deepEqual(seen, [...waits.map((wait) => ({ wait })), 'failed']);
  }
});

test('a wait that the receiver asks for is kept where it is longer, and not where it is shorter', () => {
  assert.deepEqual(verdictOf(status(429, 90_000), 1, 0), { wait: 90_000 });
  assert.deepEqual(verdictOf(status(503, 1_000), 2, 0), { wait: 60_000 });
});

test('waits are spread, so that what failed together does not come again together', () => {
  assert.deepEqual(verdictOf(status(500), 3, 0.5), { wait: 630_000 });
});
