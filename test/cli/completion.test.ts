import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { carillon } from './support/carillon.ts';

for (const [shell, check] of [
  ['bash', ['bash', '-n']],
  ['zsh', ['zsh', '-n']],
  ['fish', ['fish', '--no-execute']],
] as const) {
  test(`there is a script that makes ${shell} complete`, async (t) => {
    const { code, stdout } = await carillon(['completion', shell]);
    assert.equal(code, 0);
    assert.match(stdout, /carillon/);
    const [command, ...args] = check;
    const checked = spawnSync(command, args, { input: stdout });
    if (checked.error) return t.diagnostic(`${shell} is not here to read it`);
    assert.equal(checked.status, 0, String(checked.stderr));
  });
}

test('commands, options and their values are completed', async () => {
  const complete = async (...words: string[]) => (await carillon(['complete', '--', ...words])).stdout;
  const commands = await complete('re');
  for (const name of ['resume', 'retry', 'recall', 'reasons', 'refused'])
    assert.match(commands, new RegExp(`^${name}\t`, 'm'));
  assert.doesNotMatch(commands, /^send/m);
  assert.match(await complete('send', '--on'), /^--on-uncertain/m);
  assert.match(await complete('send', '--on-uncertain', ''), /^hold[\s\S]*^retry/m);
  assert.match(await complete('deliveries', 'b1', '--state', ''), /^failed/m);
});

test('another shell is a wrong command line', async () => {
  assert.equal((await carillon(['completion', 'command.com'])).code, 2);
});
