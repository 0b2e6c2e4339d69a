import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCron } from '../../local/host/cron.ts';
import { parseSchedule } from '../../local/host/schedule.ts';

/** The next `count` occurrences, as text. */
function occurrences(expression: string, after: string, count: number): string[] {
  const found: string[] = [];
  let at = Date.parse(after);
  while (found.length < count) {
    at = parseSchedule(expression).next(at);
    found.push(new Date(at).toISOString().replace('.000Z', ''));
  }
  return found;
}

test('every fifteen seconds', () => {
  assert.deepEqual(occurrences('*/15 * * * * *', '2026-03-01T10:00:07.500Z', 4), [
    '2026-03-01T10:00:15',
    '2026-03-01T10:00:30',
    '2026-03-01T10:00:45',
    '2026-03-01T10:01:00',
  ]);
});

test('an occurrence is after the given time, never at it', () => {
  assert.deepEqual(occurrences('0 0 12 * * *', '2026-03-01T12:00:00Z', 1), ['2026-03-02T12:00:00']);
});

test('five fields have no seconds', () => {
  assert.deepEqual(occurrences('*/20 * * * *', '2026-03-01T10:19:59Z', 2), [
    '2026-03-01T10:20:00',
    '2026-03-01T10:40:00',
  ]);
});

test('lists, ranges and ranges with steps', () => {
  assert.deepEqual(occurrences('0 0,30 8-10 * * *', '2026-03-01T08:30:00Z', 3), [
    '2026-03-01T09:00:00',
    '2026-03-01T09:30:00',
    '2026-03-01T10:00:00',
  ]);
  assert.deepEqual(occurrences('0 10-30/10,59 0 1 1 *', '2026-01-01T00:00:00Z', 4), [
    '2026-01-01T00:10:00',
    '2026-01-01T00:20:00',
    '2026-01-01T00:30:00',
    '2026-01-01T00:59:00',
  ]);
});

test('a single value with a step runs to the end of the field', () => {
  assert.deepEqual(occurrences('5/25 * * * * *', '2026-01-01T00:00:00Z', 3), [
    '2026-01-01T00:00:05',
    '2026-01-01T00:00:30',
    '2026-01-01T00:00:55',
  ]);
});

test('months and days by name', () => {
  assert.deepEqual(occurrences('0 30 9 * Jan Mon-FRI', '2026-01-02T09:30:00Z', 2), [
    '2026-01-05T09:30:00',
    '2026-01-06T09:30:00',
  ]);
});

test('day of month and day of week must both match', () => {
  assert.deepEqual(occurrences('0 0 0 13 * 5', '2026-01-01T00:00:00Z', 2), [
    '2026-02-13T00:00:00',
    '2026-03-13T00:00:00',
  ]);
});

test('over the ends of hours, days, months and leap years', () => {
  assert.deepEqual(occurrences('59 59 23 31 12 *', '2026-06-01T00:00:00Z', 2), [
    '2026-12-31T23:59:59',
    '2027-12-31T23:59:59',
  ]);
  assert.deepEqual(occurrences('0 0 0 29 2 *', '2026-01-01T00:00:00Z', 2), [
    '2028-02-29T00:00:00',
    '2032-02-29T00:00:00',
  ]);
});

test('a time span is the time between two occurrences', () => {
  assert.deepEqual(occurrences('00:00:30', '2026-01-01T00:00:00Z', 2), ['2026-01-01T00:00:30', '2026-01-01T00:01:00']);
  assert.deepEqual(occurrences('1.00:00:00', '2026-01-01T00:00:00Z', 1), ['2026-01-02T00:00:00']);
});

test('a status is kept only for what comes at most once a minute', () => {
  assert.equal(parseSchedule('*/10 * * * * *').monitored, false);
  assert.equal(parseSchedule('00:00:59').monitored, false);
  assert.equal(parseSchedule('*/10 0 * * * *').monitored, true);
  assert.equal(parseSchedule('0 * * * * *').monitored, true);
  assert.equal(parseSchedule('00:01:00').monitored, true);
});

test('what is no schedule is refused, and named', () => {
  const wrong = [
    '',
    '* * * *',
    '* * * * * * *',
    '60 * * * * *',
    '* * 24 * * *',
    '* * * 0 * *',
    '* * * * 13 *',
    '* * * * * 7',
  ];
  const odd = [
    '*/0 * * * * *',
    '5-1 * * * * *',
    '1-2-3 * * * * *',
    '*-3 * * * * *',
    '1/2/3 * * * * *',
    'x * * * * *',
    '? * * * * *',
  ];
  for (const expression of [...wrong, ...odd])
    assert.throws(() => parseCron(expression), /^RangeError: Not a schedule/, expression);
  assert.throws(() => parseCron('0 0 0 31 2 *'), /never occurs/);
  assert.throws(() => parseSchedule('00:00:00'), RangeError);
});
