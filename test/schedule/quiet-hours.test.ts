import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type QuietHours, quietUntil } from '../../shared/schedule/quiet-hours.ts';
import { Timetable } from '../../shared/schedule/timetable.ts';

const at = (text: string): number => Date.parse(text);
const iso = (ms: number | undefined) => ms && new Date(ms).toISOString().replace(':00.000Z', 'Z');
const night: QuietHours = { from: '20:00', to: '07:00' };
const LEAD = 3_000;

test('a night is quiet from its beginning to the next morning, by the clocks of the zone', () => {
  const until = (instant: string) => iso(quietUntil(night, 'Europe/Paris', at(instant)));
  assert.equal(until('2026-01-15T18:59:59Z'), undefined);
  assert.equal(until('2026-01-15T19:00:00Z'), '2026-01-16T06:00Z');
  assert.equal(until('2026-01-16T05:59:59Z'), '2026-01-16T06:00Z');
  assert.equal(until('2026-01-16T06:00:00Z'), undefined);
});

test('days are those on which quiet hours begin', () => {
  // 2026-01-16 is a Friday.
  const friday: QuietHours = { ...night, days: ['fri'] };
  const until = (instant: string) => iso(quietUntil(friday, 'UTC', at(instant)));
  assert.equal(until('2026-01-15T22:00:00Z'), undefined);
  assert.equal(until('2026-01-16T03:00:00Z'), undefined);
  assert.equal(until('2026-01-16T22:00:00Z'), '2026-01-17T07:00Z');
  assert.equal(until('2026-01-17T03:00:00Z'), '2026-01-17T07:00Z');
  assert.equal(until('2026-01-17T22:00:00Z'), undefined);
});

test('a weekend is quiet to its end: what begins when the last has ended is waited for as well', () => {
  const weekend = new Timetable({ quietHours: { from: '00:00', to: '24:00', days: ['sat', 'sun'] } }, LEAD);
  assert.equal(iso(weekend.openFrom('UTC', at('2026-01-17T10:00:00Z'))), '2026-01-19T00:00Z');
  assert.equal(iso(weekend.openFrom('UTC', at('2026-01-16T10:00:00Z'))), '2026-01-16T10:00Z');
});

test('shortly before it gets quiet nobody is sent to: the message might leave later', () => {
  const timetable = new Timetable({ quietHours: night }, LEAD);
  assert.equal(iso(timetable.openFrom('UTC', at('2026-01-15T19:59:58Z'))), '2026-01-16T07:00Z');
  assert.equal(iso(timetable.openFrom('UTC', at('2026-01-15T19:59:00Z'))), '2026-01-15T19:59Z');
});

test('where clocks are set forward or back within it, it is as quiet as the clocks say', () => {
  const early: QuietHours = { from: '01:00', to: '02:30' };
  // Leapt over: as much later as the clocks leap.
  assert.equal(iso(quietUntil(early, 'Europe/Paris', at('2026-03-29T00:30:00Z'))), '2026-03-29T01:30Z');
  // Twice: the first time it ends, and it begins again when the clocks show two o'clock again.
  const timetable = new Timetable({ quietHours: early }, LEAD);
  assert.equal(iso(quietUntil(early, 'Europe/Paris', at('2026-10-25T00:00:00Z'))), '2026-10-25T00:30Z');
  assert.equal(iso(timetable.openFrom('Europe/Paris', at('2026-10-25T00:31:00Z'))), '2026-10-25T00:31Z');
  assert.equal(iso(quietUntil(early, 'Europe/Paris', at('2026-10-25T01:10:00Z'))), '2026-10-25T01:30Z');
});

test('an urgent broadcast knows no quiet hours, and one that expires ends before its time is up', () => {
  const urgent = new Timetable({ quietHours: night, priority: 'urgent', expiresAt: at('2026-01-15T22:00:00Z') }, LEAD);
  assert.equal(iso(urgent.openFrom('UTC', at('2026-01-15T21:00:00Z'))), '2026-01-15T21:00Z');
  assert.deepEqual([urgent.isByZone, urgent.isOver(at('2026-01-15T21:59:56Z'))], [false, false]);
  assert.ok(urgent.isOver(at('2026-01-15T21:59:57Z')));
});
