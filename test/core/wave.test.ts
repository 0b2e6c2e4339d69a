import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Delivery } from '../../shared/shard/delivery.ts';
import type { Verdict } from '../../shared/shard/retry-policy.ts';
import { MAX_ATTEMPTS } from '../../shared/shard/retry-policy.ts';
import type { Shard } from '../../shared/shard/shard.ts';
import {
  cancelPending,
  claim,
  giveUp,
  type OnUncertain,
  type Outcome,
  record,
  recordAsRead,
  settleDeadWave,
  tellLate,
} from '../../shared/shard/wave.ts';

const NOW = 1_767_225_600_000;
const pending: Delivery = { state: 'pending', attempts: 0, at: NOW, notBefore: 0, unknown: false };
const shardOf = (...deliveries: Delivery[]): Shard => ({ key: 'k', n: 0, run: 1, since: 0, faults: 3, deliveries });

/** What becomes of one recipient who is claimed and answered so. */
function after(
  verdict: Verdict,
  onUncertain: OnUncertain = 'hold',
  before: Delivery = pending,
  notBefore = 0,
): Delivery {
  const claimed = claim(shardOf(before), [0], 'w', NOW);
  const closed = record(claimed, new Map([[0, { kind: 'answered', verdict, notBefore }]]), onUncertain, NOW + 1);
  assert.equal(closed.wave, undefined);
  return closed.deliveries[0]!;
}

test('a claim marks who is being sent, and nobody else', () => {
  const shard = claim(shardOf(pending, pending, pending), [0, 2], 'w', NOW);
  assert.deepEqual(
    shard.deliveries.map((d) => [d.state, d.attempts]),
    [
      ['sending', 1],
      ['pending', 0],
      ['sending', 1],
    ],
  );
  assert.equal(shard.wave, 'w');
});

test('what was claimed and not posted has not been tried', () => {
  const claimed = claim(shardOf(pending), [0], 'w', NOW);
  const closed = record(claimed, new Map([[0, { kind: 'not-begun' }]]), 'hold', NOW);
  assert.deepEqual([closed.deliveries[0]!.state, closed.deliveries[0]!.attempts], ['pending', 0]);
});

test('delivered is final, and keeps the id of the message', () => {
  const d = after({ do: 'delivered', activity: '17' });
  assert.deepEqual([d.state, d.activity, d.attempts], ['delivered', '17', 1]);
});

test('a 429 makes nobody final and uses up no attempt', () => {
  let d = pending;
  for (let i = 0; i < 50; i++) d = after({ do: 'throttled' }, 'hold', d, NOW + 5_000);
  assert.deepEqual([d.state, d.attempts, d.notBefore], ['pending', 0, NOW + 5_000]);
});

test('asked to try again, one is tried so often and no more', () => {
  let d = pending;
  for (let i = 0; i < MAX_ATTEMPTS; i++) {
    assert.equal(d.state, 'pending');
    d = after({ do: 'again', code: 'waiting-to-retry', free: false }, 'hold', d);
  }
  assert.deepEqual([d.state, d.code, d.attempts], ['failed', 'teams-busy', MAX_ATTEMPTS]);
});

test('of unknown outcome: held, or sent again where that was asked for', () => {
  const lost: Verdict = { do: 'unknown', code: 'no-answer', repeatable: true };
  assert.equal(after(lost, 'hold').state, 'uncertain');
  const again = after(lost, 'retry');
  assert.deepEqual([again.state, again.unknown], ['pending', true]);
  assert.equal(after({ do: 'unknown', code: 'teams-error', repeatable: false }, 'retry').state, 'uncertain');
});

test('who may have the message is never failed or canceled, but may still be delivered', () => {
  const doubtful: Delivery = { ...pending, attempts: 1, unknown: true };
  assert.equal(after({ do: 'fail', code: 'app-uninstalled' }, 'retry', doubtful).state, 'uncertain');
  assert.equal(cancelPending(shardOf(doubtful), NOW).deliveries[0]!.state, 'uncertain');
  assert.equal(giveUp(shardOf(doubtful), NOW).deliveries[0]!.state, 'uncertain');
  assert.equal(after({ do: 'delivered' }, 'retry', doubtful).state, 'delivered');
});

test('a chat that is gone is created anew once', () => {
  const first = after({ do: 'recreate' });
  assert.deepEqual([first.state, first.healed], ['pending', true]);
  const second = after({ do: 'recreate' }, 'hold', first);
  assert.deepEqual([second.state, second.code], ['failed', 'conversation-not-found']);
});

test('the wave of a dead sender leaves a doubt on each of its recipients, and on nobody else', () => {
  const open = claim(shardOf(pending, pending), [0], 'w', NOW);
  const held = settleDeadWave(open, 'hold', NOW);
  assert.deepEqual(
    held.deliveries.map((d) => [d.state, d.unknown]),
    [
      ['uncertain', true],
      ['pending', false],
    ],
  );
  assert.equal(settleDeadWave(open, 'retry', NOW).deliveries[0]!.state, 'pending');
});

const delivered: Outcome = { kind: 'answered', verdict: { do: 'delivered' }, notBefore: 0 };
const throttled: Outcome = { kind: 'answered', verdict: { do: 'throttled' }, notBefore: NOW + 5_000 };
const standing = ({ wave, deliveries }: Shard) => [wave, ...deliveries.map((d) => `${d.state} ${d.attempts}`)];

test('a wave stays open for as long as anybody in it has no answer, whatever is recorded or claimed meanwhile', () => {
  const claimed = claim(shardOf(pending, pending, pending), [0, 1], 'me', NOW);
  const partly = record(claimed, new Map([[1, delivered]]), 'hold', NOW);
  assert.deepEqual(standing(partly), ['me', 'sending 1', 'delivered 1', 'pending 0']);
  const more = claim(partly, [2], 'me', NOW);
  assert.deepEqual(standing(more), ['me', 'sending 1', 'delivered 1', 'sending 1']);
  const straggling = record(more, new Map([[2, delivered]]), 'hold', NOW);
  assert.deepEqual(standing(straggling), ['me', 'sending 1', 'delivered 1', 'delivered 1']);
  const over = record(straggling, new Map([[0, delivered]]), 'hold', NOW);
  assert.deepEqual(standing(over), [undefined, 'delivered 1', 'delivered 1', 'delivered 1']);
});

test('when its sender dies, only the stragglers of a wave are in doubt', () => {
  const claimed = claim(shardOf(pending, pending, pending), [0, 1], 'me', NOW);
  const partly = record(claimed, new Map([[1, delivered]]), 'hold', NOW);
  assert.deepEqual(standing(settleDeadWave(partly, 'hold', NOW)), [
    undefined,
    'uncertain 1',
    'delivered 1',
    'pending 0',
  ]);
  assert.deepEqual(standing(settleDeadWave(partly, 'retry', NOW)), [
    undefined,
    'pending 1',
    'delivered 1',
    'pending 0',
  ]);
});

test('an answer counts once', () => {
  const claimed = claim(shardOf({ ...pending, attempts: 2 }), [0], 'me', NOW);
  const outcomes = new Map([[0, throttled]]);
  const once = record(claimed, outcomes, 'hold', NOW);
  assert.deepEqual(standing(once), [undefined, 'pending 2']);
  assert.deepEqual(standing(record(once, outcomes, 'hold', NOW)), [undefined, 'pending 2']);
});

test('after a write that nobody answered: what it claimed was not posted, what it recorded is not recorded again', () => {
  // Two were posted; one is answered. The write of that answer, which claims two more, gets no answer itself.
  const mine = claim(shardOf(pending, pending, pending), [0, 1], 'me', NOW);
  const outcomes = new Map([[1, throttled]]);
  const unanswered = claim(record(mine, outcomes, 'hold', NOW), [1, 2], 'me', NOW);
  const expected = ['me', 'sending 1', 'pending 0', 'pending 0'];
  assert.deepEqual(standing(recordAsRead(mine, mine, outcomes, 'hold', NOW)), expected, 'it was not applied');
  // The first one's attempt is claimed again with the same number, for a 429 uses up none: it is known by its answer.
  assert.deepEqual(standing(recordAsRead(unanswered, mine, outcomes, 'hold', NOW)), expected, 'it was applied');
});

test('a late answer may say delivered where nobody has claimed again, and nothing else', () => {
  const mine = claim(shardOf(pending), [0], 'w', NOW);
  const delivered = new Map([[0, { kind: 'answered', verdict: { do: 'delivered' }, notBefore: 0 } as const]]);
  const failed = new Map([
    [0, { kind: 'answered', verdict: { do: 'fail', code: 'message-refused' }, notBefore: 0 } as const],
  ]);
  const settled = settleDeadWave(mine, 'hold', NOW);
  assert.equal(tellLate(settled, mine, delivered, NOW)!.deliveries[0]!.state, 'delivered');
  assert.equal(tellLate(settled, mine, failed, NOW), undefined);
  assert.equal(tellLate({ ...settled, run: 2 }, mine, delivered, NOW), undefined);
  const claimedAgain = claim(settleDeadWave(mine, 'retry', NOW), [0], 'other', NOW);
  assert.equal(tellLate(claimedAgain, mine, delivered, NOW), undefined);
});

test('a cancel takes back only what is not being sent', () => {
  const open = claim(shardOf(pending, pending), [0], 'w', NOW);
  assert.deepEqual(
    cancelPending(open, NOW).deliveries.map((d) => d.state),
    ['sending', 'canceled'],
  );
});

test('progress forgives earlier faults', () => {
  assert.equal(record(claim(shardOf(pending), [0], 'w', NOW), new Map(), 'hold', NOW).faults, 0);
});
