import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalBody } from '../../shared/broadcast/canonical-body.ts';
import { summaryOf } from '../../shared/broadcast/message.ts';
import { parseBroadcast } from '../../shared/broadcast/parse-broadcast.ts';
import { parseQueued } from '../../shared/broadcast/parse-queued.ts';
import { faultCodes } from '../../shared/input/faults.ts';
import { ada, bob, good, withCard } from './bodies.ts';
import { cards } from './cards.ts';

const words = [
  'message',
  'audience',
  'include',
  'exclude',
  'text',
  'card',
  'type',
  'ids',
  'summary',
  'textFormat',
].concat(['body', 'actions', 'items', 'version', 'fallback', 'refresh', '__proto__', 'constructor', 'toString', '']);
const values = [
  ada,
  bob,
  'everyone',
  'users',
  'markdown',
  'AdaptiveCard',
  '1.5',
  'TextBlock',
  'Container',
  'drop',
  '\ud800',
];

/** JSON made of the words of the contract, so that a random value gets past the first check. */
const { body: anyBody } = fc.letrec((tie) => ({
  body: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constantFrom(...values),
    fc.jsonValue({ maxDepth: 1 }),
    fc.array(tie('body'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...words), fc.string()), tie('body'), { maxKeys: 4 }),
  ),
}));

/** Copies a value with what one of its pointers points to replaced. */
function replacedAt(value: unknown, steps: readonly number[], by: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined || typeof value !== 'object' || value === null) return by;
  const entries = Object.entries(value);
  const at = step % Math.max(1, entries.length);
  const changed = entries.map(([k, v], i) => [k, i === at ? replacedAt(v, rest, by) : v] as const);
  return Array.isArray(value) ? changed.map(([, v]) => v) : Object.fromEntries(changed);
}

function checkWhole(body: unknown): void {
  const parsed = parseBroadcast(body);
  if (parsed.ok) {
    assert.ok(canonicalBody(parsed.request) && summaryOf(parsed.request.message));
    return;
  }
  assert.ok(parsed.problems.length > 0);
  for (const { path, code, message } of parsed.problems) {
    assert.ok(code in faultCodes && message.isWellFormed() && path.isWellFormed());
    assert.match(path, /^(\/([^~/]|~[01])*)*$/u);
  }
}

test('any JSON is either a broadcast or refused with reasons, and nothing throws', () => {
  fc.assert(fc.property(anyBody, checkWhole), { numRuns: 2_000 });
});

test('a good body with anything in any place is either a broadcast or refused with reasons', () => {
  const bodies = fc.constantFrom<unknown>(good(), ...Object.values(cards).map(withCard));
  const steps = fc.array(fc.nat(7), { maxLength: 8 });
  fc.assert(
    fc.property(bodies, steps, anyBody, (body, path, by) => checkWhole(replacedAt(body, path, by))),
    { numRuns: 2_000 },
  );
});

test('any text, bytes or JSON on the queue is either a job or refused with reasons', () => {
  const bytes = fc.uint8Array({ maxLength: 200 });
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.base64String());
  fc.assert(
    fc.property(fc.oneof(bytes, text, anyBody), (message) => {
      const parsed = parseQueued(message);
      assert.ok(parsed.ok || parsed.problems.length > 0);
    }),
    { numRuns: 2_000 },
  );
});
