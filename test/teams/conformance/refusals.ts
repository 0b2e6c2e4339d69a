/** Refusals: each of the Connector's error answers is told the same by every adapter, and nobody has the message. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { refusals } from '../../../local/teams/answers.ts';
import { payloads, tellsOf } from '../payloads/connector-errors.ts';
import { create, idOf, sendTo } from './actions.ts';
import type { OpenWorld } from './world.ts';

type Kind = keyof typeof refusals;

/** The answer of the simulated Teams with a status and body; undefined when it has none like it. */
function kindOf({ status, body }: { readonly status: number; readonly body: unknown }): Kind | undefined {
  return (Object.keys(refusals) as Kind[]).find((kind) => {
    const refusal: { readonly status: number; readonly body?: unknown } = refusals[kind];
    return refusal.status === status && isDeepStrictEqual(refusal.body ?? null, body);
  });
}

/** Payloads about requests the port does not make, or that the simulated Teams tells in other words. */
const notProduced = [
  '400-anonymous-user',
  '400-bad-argument-no-members',
  '400-service-error-bad-user',
  '400-inner-http-error',
  '404-activity-not-found-documented',
  '502-service-error',
];

export function refusalTests(open: OpenWorld): void {
  test('each error of the Connector is told as it is, after one request, and nothing has happened', async (t) => {
    const world = await open(t);
    const missing: string[] = [];
    for (const { name, status, body } of payloads) {
      const kind = kindOf({ status, body });
      if (kind === undefined) {
        missing.push(name);
        continue;
      }
      const before = world.arrived();
      world.next({ kind }, { kind });
      assert.deepEqual(await sendTo(world, 0), tellsOf(name, status), name);
      assert.deepEqual(await create(world, world.user(0).id), tellsOf(name, status), name);
      assert.equal(world.arrived(), before + 2, name);
    }
    assert.deepEqual(missing, notProduced);
    assert.deepEqual(world.received(0), []);
    idOf(await sendTo(world, 0));
  });

  for (const [what, retryAfter, least, most] of [
    ['in seconds', 5, 5_000, 5_000],
    ['with a decimal point', 2.5, 2_500, 2_500],
    ['of no time at all', 0, 0, 0],
    // Both dates have whole seconds, and the second may be over between them.
    ['as a date', { dateIn: 10 }, 9_000, 10_000],
    ['as a date that is over', { dateIn: -60 }, 0, 0],
    ['beyond all bounds', '999999999', 86_400_000, 86_400_000],
  ] as const) {
    test(`a 429 with Retry-After ${what} says how long to wait, in milliseconds`, async (t) => {
      const world = await open(t);
      for (const kind of ['429-throttled', '429-empty'] as const) {
        world.next({ kind, retryAfter });
        const answer = await sendTo(world, 0);
        assert.ok(answer.kind === 'refused' && answer.status === 429);
        const { retryAfter: wait = Number.NaN } = answer;
        assert.ok(wait >= least && wait <= most, `${wait} ms`);
      }
      assert.deepEqual(world.received(0), []);
    });
  }

  test('a 429 with Retry-After as nonsense, or without one, says nothing of it', async (t) => {
    const world = await open(t);
    const throttled = { kind: 'refused', status: 429, code: 'Throttled', message: 'Too many requests.' };
    world.next({ kind: '429-throttled', retryAfter: 'soon' }, { kind: '429-throttled' }, { kind: '429-empty' });
    assert.deepEqual(await sendTo(world, 0), throttled);
    assert.deepEqual(await sendTo(world, 0), throttled);
    assert.deepEqual(await sendTo(world, 0), { kind: 'refused', status: 429 });
  });

  test('a 503 may say when to come back, too', async (t) => {
    const world = await open(t);
    world.next({ kind: '503-empty', retryAfter: 7 });
    assert.deepEqual(await sendTo(world, 0), { kind: 'refused', status: 503, retryAfter: 7_000 });
  });

  for (const kind of ['500-service-error', '502-html', '503-html', '503-html-http-sys', '504-empty'] as const) {
    test(`a ${kind} may come after the message was accepted: it is a refusal, and the user has it`, async (t) => {
      const world = await open(t);
      world.next({ kind, carriedOut: true });
      const answer = await sendTo(world, 0);
      const { status } = refusals[kind];
      const told = kind === '500-service-error' ? { code: 'ServiceError', message: 'Internal server error' } : {};
      assert.deepEqual(answer, { kind: 'refused', status, ...told });
      assert.equal(world.received(0).length, 1);
    });
  }
}
