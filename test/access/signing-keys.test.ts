import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SigningKeys } from '../../shared/access/signing-keys.ts';
import type { Clock } from '../../shared/clock.ts';
import { Problem } from '../../shared/errors.ts';
import { eventually } from '../support/eventually.ts';
import { startTokenAuthority, TENANT } from '../support/token-authority.ts';

const HOUR = 3_600_000;

async function open() {
  const authority = await startTokenAuthority();
  let time = 0;
  const clock: Clock = { now: () => time, monotonic: () => time, sleep: async () => {} };
  const logged: string[] = [];
  const log = (_: unknown, event: string) => void logged.push(event);
  const keys = new SigningKeys(new URL(`${authority.url}/${TENANT}/discovery/v2.0/keys`), { clock, log });
  const key = () => keys.key({ alg: 'RS256', kid: 'key-1' });
  const pass = (ms: number): void => {
    time += ms;
  };
  return { authority, logged, key, pass };
}

const isOut = (error: unknown) => error instanceof Problem && error.code === 'sign-in-unavailable';

test('keys are asked for again after an hour, and nobody waits for it', async () => {
  const { authority, key, pass } = await open();
  await key();
  pass(HOUR - 1);
  await key();
  assert.equal(authority.asked.length, 1);
  authority.fail('hangs');
  pass(1);
  await key();
  await eventually(
    async () => authority.asked.length,
    (asked) => asked === 2,
  );
});

test('keys are good for a day of an outage, and no longer', async () => {
  const { authority, key, pass } = await open();
  await key();
  authority.fail('fails');
  for (let hours = 1; hours < 24; hours++) {
    pass(HOUR);
    await key();
  }
  pass(HOUR);
  await assert.rejects(key(), isOut);
  authority.fail('answers');
  pass(1_000);
  await key();
});

test('an authority that fails is asked, and written about, once a second, however many want to know', async () => {
  const { authority, logged, key, pass } = await open();
  authority.fail('fails');
  for (let second = 1; second <= 3; second++) {
    const first = await Promise.allSettled(Array.from({ length: 20 }, key));
    for (const one of first) assert.ok(one.status === 'rejected' && isOut(one.reason));
    pass(999);
    await assert.rejects(key(), isOut);
    assert.deepEqual([authority.asked.length, logged.length], [second, second]);
    pass(1);
  }
});
