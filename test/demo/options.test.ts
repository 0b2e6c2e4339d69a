import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readOptions, usage } from '../../local/demo/options.ts';
import { UsageError } from '../../local/terminal/arguments.ts';

test('without options it is the demo that README shows', () => {
  assert.deepEqual(readOptions([]), {
    users: 800,
    rate: 45,
    faults: 'some',
    kills: 1,
    latency: { min: 300, max: 1500 },
    onUncertain: 'hold',
    keep: false,
    bundle: false,
  });
});

test('every option is taken', () => {
  const line = '--users 60 --rate 4.5 --faults none --kills 0 --latency 0-50 --on-uncertain retry --keep --bundle';
  assert.deepEqual(readOptions(line.split(' ')), {
    users: 60,
    rate: 4.5,
    faults: 'none',
    kills: 0,
    latency: { min: 0, max: 50 },
    onUncertain: 'retry',
    keep: true,
    bundle: true,
  });
});

test('a latency may be one number', () => {
  assert.deepEqual(readOptions(['--latency', '500'])?.latency, { min: 500, max: 500 });
});

test('help is asked for, and names every option', () => {
  assert.equal(readOptions(['--help']), undefined);
  for (const name of ['users', 'rate', 'faults', 'kills', 'latency', 'on-uncertain', 'keep', 'bundle']) {
    assert.match(usage, new RegExp(`^  --${name} `, 'm'));
  }
});

for (const [line, message] of [
  ['--users 0', /--users takes a whole number from 1 to 100000, not "0"/],
  ['--users 1.5', /--users/],
  ['--users=', /--users/],
  ['--rate 0', /--rate/],
  ['--rate fast', /--rate takes a number/],
  ['--kills 10', /--kills/],
  ['--faults all', /--faults takes none or some or many, not "all"/],
  ['--on-uncertain maybe', /--on-uncertain/],
  ['--latency 5-1', /--latency/],
  ['--latency soon', /--latency/],
  ['--colour', /--colour/],
  ['extra', /extra/],
] as const) {
  test(`"${line}" is refused by name`, () => {
    assert.throws(() => readOptions(line.split(' ')), { constructor: UsageError, message });
  });
}
