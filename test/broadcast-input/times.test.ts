import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalBody } from '../../shared/broadcast/canonical-body.ts';
import { parseBroadcast } from '../../shared/broadcast/parse-broadcast.ts';
import { parseQueued } from '../../shared/broadcast/parse-queued.ts';
import { faultsOf, good } from './bodies.ts';

function requestOf(times: object) {
  const parsed = parseBroadcast({ ...good(), ...times });
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return parsed.request;
}

const canonical = (times: object) => canonicalBody(requestOf(times));

test('a start is an instant when it has an offset, and a local time when it has none', () => {
  assert.deepEqual(requestOf({ startAt: '2026-12-01T09:00:00+01:00' }).start, { at: Date.UTC(2026, 11, 1, 8) });
  assert.deepEqual(requestOf({ startAt: '2026-12-01t09:00:30.5z' }).start, {
    at: Date.UTC(2026, 11, 1, 9, 0, 30, 500),
  });
  assert.deepEqual(requestOf({ startAt: '2026-12-01T09:00' }).start, { local: '2026-12-01T09:00' });
  assert.deepEqual(requestOf({ startAt: '2026-12-01T09:00:05' }).start, { local: '2026-12-01T09:00:05' });
});

test('the same times are the same body however they are written, and defaults make no difference', () => {
  assert.equal(canonical({ startAt: '2026-12-01T09:00+01:00' }), canonical({ startAt: '2026-12-01T08:00:00.000Z' }));
  assert.equal(canonical({ startAt: '2026-12-01T09:00' }), canonical({ startAt: '2026-12-01T09:00:00' }));
  assert.equal(canonical({ priority: 'normal' }), canonical({}));
  const hours = { from: '20:00', to: '07:00' };
  const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sat'];
  assert.equal(canonical({ quietHours: { ...hours, days } }), canonical({ quietHours: hours }));
  const others = [
    {},
    { startAt: '2026-12-01T09:00' },
    { startAt: '2026-12-01T09:00Z' },
    { priority: 'urgent' },
    { quietHours: hours },
    { expiresAt: '2027-01-01T00:00Z' },
  ];
  assert.equal(new Set(others.map(canonical)).size, others.length);
});

test('the queue door takes the same fields', () => {
  const times = { startAt: '2026-12-01T09:00', priority: 'urgent', quietHours: { from: '20:00', to: '07:00' } };
  const parsed = parseQueued(JSON.stringify({ ...good(), ...times, idempotencyKey: 'k' }));
  assert.ok(parsed.ok);
  assert.deepEqual(parsed.queued.request, requestOf(times));
});

const hours = (quietHours: unknown) => ({ quietHours });
const refused: Readonly<Record<string, [times: object, ...faults: string[]]>> = {
  'a start that is no text': [{ startAt: 1_764_579_600_000 }, 'invalid-time /startAt'],
  'a start without a time': [{ startAt: '2026-12-01' }, 'invalid-time /startAt'],
  'a day that is not there': [{ startAt: '2026-02-30T09:00Z' }, 'invalid-time /startAt'],
  'an hour that is not there': [{ startAt: '2026-12-01T24:30Z' }, 'invalid-time /startAt'],
  'an offset that is none': [{ startAt: '2026-12-01T09:00+99:00' }, 'invalid-time /startAt'],
  'a time zone by its name': [{ startAt: '2026-12-01T09:00 CET' }, 'invalid-time /startAt'],
  'an expiry without an offset': [{ expiresAt: '2026-12-01T09:00' }, 'invalid-time /expiresAt'],
  'an expiry before the start': [
    { startAt: '2026-12-01T09:00Z', expiresAt: '2026-12-01T09:00Z' },
    'expires-before-start /expiresAt',
  ],
  'an expiry before anybody’s local time': [
    { startAt: '2026-12-01T09:00', expiresAt: '2026-11-30T19:00Z' },
    'expires-before-start /expiresAt',
  ],
  'an unknown priority': [{ priority: 'high' }, 'unknown-value /priority'],
  'quiet hours that are none': [hours('20:00-07:00'), 'wrong-type /quietHours'],
  'half of quiet hours': [hours({ from: '20:00' }), 'missing-field /quietHours/to'],
  'times that are none': [
    hours({ from: '24:00', to: '7:00' }),
    'invalid-time /quietHours/from',
    'invalid-time /quietHours/to',
  ],
  'quiet hours that end when they begin': [hours({ from: '20:00', to: '20:00' }), 'invalid-quiet-hours /quietHours'],
  'quiet hours that never end': [hours({ from: '00:00', to: '24:00' }), 'invalid-quiet-hours /quietHours'],
  'days that are none': [
    hours({ from: '20:00', to: '07:00', days: ['Mon', 'mon', 6] }),
    'unknown-value /quietHours/days/0',
    'unknown-value /quietHours/days/2',
  ],
  'no day at all': [hours({ from: '20:00', to: '07:00', days: [] }), 'empty-list /quietHours/days'],
  'too many days': [
    hours({ from: '20:00', to: '07:00', days: Array(101).fill('mon') }),
    'too-many-items /quietHours/days',
  ],
  'an unknown field': [hours({ from: '20:00', to: '07:00', zone: 'UTC' }), 'unknown-field /quietHours/zone'],
};

for (const [what, [times, ...faults]] of Object.entries(refused)) {
  test(`${what} is refused`, () => assert.deepEqual(faultsOf({ ...good(), ...times }), faults));
}
