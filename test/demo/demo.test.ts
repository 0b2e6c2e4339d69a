import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Screen } from '../../cli/terminal/screen.ts';
import { demo } from '../../local/demo/main.ts';

const script = join(import.meta.dirname, '..', '..', 'local', 'demo.ts');
const few = ['--kills', '0', '--latency', '0-50'];

/** `npm run demo` in a process of its own. */
function start(args: readonly string[]) {
  const { NODE_TEST_CONTEXT, ...env } = process.env;
  const child = spawn(process.execPath, [script, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const said = Promise.withResolvers<void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.includes('Two copies')) said.resolve();
    });
  }
  const ended = once(child, 'close').then(([code]) => Number(code));
  // Asked, not killed: so it takes what it started with it.
  after(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  return { child, ended, copiesAreUp: said.promise, output: () => output };
}

/** The processes of the app that an output names. */
function processes(output: string): number[] {
  return [...output.matchAll(/\(process (\d+)\)/g)].map(([, pid]) => Number(pid));
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

test('a broadcast reaches everyone, and the demo says so', async () => {
  const run = start([...few, '--users', '60', '--rate', '45']);
  const code = await run.ended;
  const output = run.output();
  assert.equal(code, 0, output);
  assert.match(output, /simulated {2}Teams \(50 requests in any second/);
  assert.match(output, /60 people installed the app/);
  assert.match(output, /The broadcast is completed/);
  assert.match(
    output,
    /delivered +57\n {2}failed +2 +1 app-uninstalled, 1 blocked-by-user\n {2}skipped +1 +app-uninstalled\n/,
  );
  assert.match(output, /✔ +57 delivered +everybody has it, once/);
  assert.match(output, /made anew and have it: 1 of 1\n/);
  assert.match(output, /✔ App and ledger agree on all 60 people\. \(\d+\.\d s\)\n$/);
  assert.ok(!output.includes('\x1b'), 'plain where it is no terminal');
  assert.equal(processes(output).length, 2);
  assert.ok(processes(output).every(isGone), 'nothing is left running');
});

test('somebody who received it twice makes it fail, by name', async () => {
  let output = '';
  const write = (text: string) => {
    output += text;
  };
  let person = '';
  const code = await demo([...few, '--users', '12', '--faults', 'none'], {
    screen: new Screen({ write, colours: false, live: false, columns: () => 100 }),
    interrupted: new AbortController().signal,
    complain: (what) => assert.fail(String(what)),
    ended: ({ ledger, org }) => {
      person = org.ids.aadObjectId(3);
      const [{ activity, at, request }] = ledger.of(3) as [never];
      ledger.accept(3, { activity, at, request });
    },
  });
  assert.equal(code, 1, output);
  assert.match(output, /✘ +12 delivered +11 have it once, 1 has it twice/);
  assert.match(
    output,
    new RegExp(`✘ App and ledger disagree on one thing:\n.*\\(${person}\\): delivered, but received 2 messages`),
  );
});

test('Ctrl-C ends everything it started', async () => {
  const run = start([...few, '--users', '5000']);
  await run.copiesAreUp;
  run.child.kill('SIGINT');
  assert.equal(await run.ended, 130, run.output());
  assert.match(run.output(), /Stopped; nothing is left running\./);
  assert.equal(processes(run.output()).length, 2);
  assert.ok(processes(run.output()).every(isGone));
});

test('a copy that ends by itself ends the demo, with what it said', async () => {
  const run = start([...few, '--users', '5000']);
  await run.copiesAreUp;
  const [first, second] = processes(run.output());
  process.kill(first!, 'SIGKILL');
  assert.equal(await run.ended, 1, run.output());
  assert.match(run.output(), /copy 1 ended \(SIGKILL\)/);
  assert.ok(isGone(second!));
});

test('an option it does not know is named, with what it knows', async () => {
  const run = start(['--colour']);
  assert.equal(await run.ended, 2);
  assert.match(run.output(), /--colour/);
  assert.match(run.output(), /--users <n>/);
});
