import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { carillon, folderWith } from './support/carillon.ts';

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
    const script = join(await folderWith({ script: stdout }), 'script');
    const checked = spawnSync(command, [...args, script]);
    if (checked.error) return t.diagnostic(`${shell} is not here to read it`);
    assert.equal(checked.status, 0, String(checked.stderr));
  });
}

/** What bash offers for the words of a line, the last of which is being typed. */
async function offeredByBash(folder: string, words: readonly string[]) {
  const { stdout } = await carillon(['completion', 'bash']);
  await writeFile(join(folder, 'script'), stdout);
  const ask = `source ./script; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _carillon; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}` };
  const ran = spawnSync('bash', ['--norc', '--noprofile', '-c', ask, 'bash', ...words], { cwd: folder, env });
  return ran.error ? undefined : { offered: String(ran.stdout).split('\n').filter(Boolean), said: String(ran.stderr) };
}

test('bash needs nothing else to complete, and carries out nothing of what is typed', async (t) => {
  const program = join(import.meta.dirname, '..', '..', 'cli', 'carillon.js');
  const folder = await folderWith({ carillon: `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n` });
  await chmod(join(folder, 'carillon'), 0o755);
  for (const [words, offered] of [
    [['carillon', 'sen'], ['send']],
    [
      ['carillon', 'send', '--on-uncertain', ''],
      ['hold', 'retry'],
    ],
    [['carillon', 'send', '--on-uncertain', '=', 'h'], ['hold']],
    [['carillon', 'send', '$(touch carried-out)', '--dry'], ['--dry-run']],
  ] as const) {
    const asked = await offeredByBash(folder, words);
    if (!asked) return t.diagnostic('bash is not here');
    assert.deepEqual(asked, { offered, said: '' });
  }
  assert.deepEqual((await readdir(folder)).toSorted(), ['carillon', 'script']);
});

const complete = async (...words: string[]) => (await carillon(['complete', '--', ...words])).stdout;

test('commands, options and their values are completed', async () => {
  const commands = await complete('re');
  for (const name of ['resume', 'retry', 'recall', 'reasons', 'refused'])
    assert.match(commands, new RegExp(`^${name}\t`, 'm'));
  assert.doesNotMatch(commands, /^send/m);
  assert.match(await complete('send', '--on'), /^--on-uncertain/m);
  assert.match(await complete('send', '--on-uncertain', ''), /^hold[\s\S]*^retry/m);
  assert.match(await complete('deliveries', 'b1', '--state', ''), /^failed/m);
  assert.match(await complete('deliveries', '--js'), /^--json/m);
});

test('a line is a command and its summary: shells take each line for something to complete', async () => {
  const lines = (await complete('')).trimEnd().split('\n');
  assert.equal(lines.pop(), ':4');
  for (const line of lines) assert.match(line, /^[a-z-]+\t[^\t]+$/);
});

test('a file is left to the shell where one is asked for, and nowhere else', async () => {
  for (const words of [
    ['send', 'wat'],
    ['edit', 'b1', ''],
    ['export', 'b1', '-o', ''],
  ]) {
    assert.equal(await complete(...words), ':0\n', words.join(' '));
  }
  for (const words of [
    ['show', 'wat'],
    ['edit', ''],
    ['send', '--key', ''],
  ]) {
    assert.equal(await complete(...words), ':4\n', words.join(' '));
  }
});

test('another shell is a wrong command line', async () => {
  assert.equal((await carillon(['completion', 'command.com'])).code, 2);
});
