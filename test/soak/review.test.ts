import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Delivery } from '../../local/copies/broadcast-api.ts';
import type { End } from '../../local/soak/ends.ts';
import { duplicates, lost, review, type Witnessed } from '../../local/soak/review.ts';

const everyone = ['ada', 'bela', 'chloe'];
const delivery = (id: string, state = 'delivered', attempts = 1): Delivery => ({
  recipient: { id },
  state,
  attempts,
  reason: state === 'uncertain' ? { code: 'sender-crashed', message: '', action: '' } : null,
});
const end = (signal: End['signal'], clean = signal === 'SIGTERM'): End => ({ due: 1, signal, copies: 1, at: 1, clean });

/** A soak in which all went well, but for what is given. */
function witnessed(given: Partial<Witnessed> = {}): Witnessed {
  const deliveries = given.deliveries ?? everyone.map((id) => delivery(id));
  const of = (state: string) => deliveries.filter((one) => one.state === state).length;
  const none = { pending: 0, sending: 0, failed: 0, skipped: 0, canceled: 0, recalled: 0 };
  const counts = { ...none, audience: deliveries.length, delivered: of('delivered'), uncertain: of('uncertain') };
  const base = { id: 'b', endedAt: 'then', planned: true, rate: null, eta: null, problem: null };
  return {
    broadcast: { ...base, status: 'completed', counts },
    deliveries,
    everyone,
    received: new Map(everyone.map((id) => [id, 1])),
    ends: [],
    doubt: { byEnd: [], others: 0 },
    onUncertain: 'hold',
    storageFaults: false,
    rate: 1,
    silence: 30_000,
    ...given,
  };
}

const received = (numbers: Readonly<Record<string, number>>) => new Map(Object.entries(numbers));

test('nothing is found where all is well', () => {
  assert.deepEqual(review(witnessed()), []);
});

test('who is lost is found, listed or not', () => {
  const unlisted = witnessed({ deliveries: everyone.slice(1).map((id) => delivery(id)) });
  const untold = witnessed({ received: received({ ada: 1, bela: 1 }) });
  for (const one of [unlisted, untold]) {
    assert.equal(lost(one), 1);
    assert.equal(review(one).length, 1);
  }
});

test('a message too many is found; under retry it is one only for who was tried once', () => {
  const twice = received({ ada: 2, bela: 1, chloe: 1 });
  const again = [delivery('ada', 'delivered', 2), delivery('bela'), delivery('chloe')];
  assert.equal(duplicates(witnessed({ received: twice })), 1);
  assert.deepEqual(review(witnessed({ received: twice })), ['ada: delivered, but received 2 messages']);
  assert.equal(review(witnessed({ received: twice, onUncertain: 'retry' })).length, 1);
  assert.deepEqual(review(witnessed({ received: twice, onUncertain: 'retry', deliveries: again })), []);
});

test('a kill may leave three seconds’ worth in doubt, SIGTERM nobody', () => {
  const unsure = everyone.map((id) => delivery(id, 'uncertain'));
  const after = (signal: End['signal'], people: number) =>
    review(witnessed({ deliveries: unsure, ends: [end(signal)], doubt: { byEnd: [people], others: 3 - people } }));
  assert.deepEqual(after('SIGKILL', 3), []);
  assert.deepEqual(after('SIGTERM', 3), ['end 1 (SIGTERM) left 3 in doubt, not 0']);
  const many = (...byEnd: number[]) => {
    const ids = Array.from({ length: byEnd.reduce((sum, people) => sum + people, 0) }, (_, i) => `user ${i}`);
    const deliveries = ids.map((id) => delivery(id, 'uncertain'));
    const ends = byEnd.map(() => end('SIGKILL'));
    return review(witnessed({ deliveries, everyone: ids, received: new Map(), ends, doubt: { byEnd, others: 0 } }));
  };
  assert.deepEqual(many(3, 1), []);
  assert.deepEqual(many(1, 4), ['end 2 (SIGKILL) left 4 in doubt, not 3']);
});

test('who is in doubt though nobody was killed is found, and everybody who is uncertain must have been in doubt', () => {
  const unsure = [delivery('ada', 'uncertain'), delivery('bela'), delivery('chloe')];
  const unexplained = witnessed({ deliveries: unsure, doubt: { byEnd: [], others: 1 } });
  assert.deepEqual(review(unexplained), ['1 were in doubt though no end explains it']);
  assert.deepEqual(review({ ...unexplained, storageFaults: true }), []);
  const never = witnessed({ deliveries: unsure, storageFaults: true });
  assert.deepEqual(review(never), ['1 are uncertain after a crash, and 0 were in doubt']);
});

test('few may be uncertain because Teams was slow, nobody for another reason', () => {
  const because = (code: string, n: number) => {
    const ids = Array.from({ length: n }, (_, i) => `user ${i}`);
    const deliveries = ids.map((id) => ({ ...delivery(id, 'uncertain'), reason: { code, message: '', action: '' } }));
    return review(witnessed({ deliveries, everyone: ids, received: new Map() }));
  };
  assert.deepEqual(because('no-answer', 3), []);
  assert.deepEqual(because('no-answer', 4), ['4 are uncertain for want of an answer']);
  assert.deepEqual(because('teams-error', 1), ['1 are uncertain for another reason']);
});

test('under retry nobody is uncertain while attempts are left', () => {
  const tried = (attempts: number) =>
    review(
      witnessed({
        onUncertain: 'retry',
        deliveries: [delivery('ada', 'uncertain', attempts), delivery('bela'), delivery('chloe')],
      }),
    );
  assert.deepEqual(tried(4), ['1 are uncertain though attempts were left']);
  assert.deepEqual(tried(5), []);
});

test('a copy that has to be killed after SIGTERM, a broadcast that is not completed and a long silence are found', () => {
  assert.equal(review(witnessed({ ends: [end('SIGTERM', false)], doubt: { byEnd: [0], others: 0 } })).length, 1);
  const { broadcast } = witnessed();
  assert.deepEqual(review(witnessed({ broadcast: { ...broadcast, status: 'paused' } })), ['the broadcast is paused']);
  assert.deepEqual(review(witnessed({ silence: 95_000 })), ['nobody got anything for 95 s']);
});
