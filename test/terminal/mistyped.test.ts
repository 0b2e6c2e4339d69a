import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

const local = join(import.meta.dirname, '..', '..', 'local');

for (const [script, shown] of [
  ['start.ts', 'npm start takes --bundle'],
  ['teams.ts', 'npm run teams -- [options]'],
  ['package.ts', 'npm run package -- [options]'],
  ['demo.ts', 'npm run demo -- [options]'],
] as const) {
  test(`who mistypes an option of ${script} is shown what there is, and no stack`, () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(local, script), '--bogus'], {
      encoding: 'utf8',
    });
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /^Unknown option '--bogus'/);
    assert.ok(stderr.includes(shown), stderr);
    assert.doesNotMatch(stderr, /\n {4}at /);
  });
}
