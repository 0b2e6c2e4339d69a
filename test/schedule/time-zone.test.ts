import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { instantsOf, isTimeZone, offsetOf, wallClock } from '../../shared/schedule/time-zone.ts';

const at = (text: string): number => Date.parse(`${text}Z`);
const shown = (zone: string, wall: string) => instantsOf(zone, at(wall)).map((ms) => new Date(ms).toISOString());

test('a local time is an instant by the clocks of its zone, in winter and in summer', () => {
  assert.deepEqual(shown('Europe/Paris', '2026-12-01T09:00'), ['2026-12-01T08:00:00.000Z']);
  assert.deepEqual(shown('Europe/Paris', '2026-07-01T09:00'), ['2026-07-01T07:00:00.000Z']);
  assert.deepEqual(shown('Asia/Kathmandu', '2026-12-01T09:00'), ['2026-12-01T03:15:00.000Z']);
  assert.deepEqual(shown('America/St_Johns', '2026-12-01T09:00'), ['2026-12-01T12:30:00.000Z']);
  assert.deepEqual(shown('Pacific/Kiritimati', '2026-12-01T09:00'), ['2026-11-30T19:00:00.000Z']);
});

test('a time that the clocks leap over comes as much later as they leap', () => {
  assert.deepEqual(shown('Europe/Paris', '2026-03-29T02:30'), ['2026-03-29T01:30:00.000Z']);
  // Half an hour only.
  assert.deepEqual(shown('Australia/Lord_Howe', '2026-10-04T02:15'), ['2026-10-03T15:45:00.000Z']);
  // A whole day: Samoa had no 30 December 2011.
  assert.deepEqual(shown('Pacific/Apia', '2011-12-30T09:00'), ['2011-12-30T19:00:00.000Z']);
});

test('a time that comes twice is told twice, the first one first; on either side of it once', () => {
  assert.deepEqual(shown('Europe/Paris', '2026-10-25T02:30'), ['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z']);
  assert.deepEqual(shown('Europe/Paris', '2026-10-25T01:59'), ['2026-10-24T23:59:00.000Z']);
  assert.deepEqual(shown('Europe/Paris', '2026-10-25T03:00'), ['2026-10-25T02:00:00.000Z']);
});

test('at the instants of a local time the clocks show it, unless they leap over it', () => {
  const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
  const instant = fc.integer({ min: at('1975-01-01T00:00'), max: at('2040-01-01T00:00') });
  fc.assert(
    fc.property(zone, instant, (name, ms) => {
      const instants = instantsOf(name, wallClock(name, ms));
      assert.ok(instants.includes(ms), `${name} ${new Date(ms).toISOString()}`);
      for (const one of instants) assert.equal(wallClock(name, one), wallClock(name, ms));
    }),
    { numRuns: 2_000 },
  );
});

test('what is no time zone is known for none, however many there are', () => {
  for (const zone of ['Europe/Paris', 'UTC', 'Asia/Calcutta', 'GMT', 'europe/paris']) assert.ok(isTimeZone(zone), zone);
  for (const none of ['', 'Pacific Standard Time', 'Nowhere/Else', '../UTC', '\0', 'UTC\n']) {
    assert.ok(!isTimeZone(none), none);
  }
  for (let i = 0; i < 3_000; i++) assert.ok(!isTimeZone(`Zone/${i}`));
  assert.ok(isTimeZone('Europe/Paris'));
  assert.throws(() => offsetOf('Nowhere/Else', 0), RangeError);
});
