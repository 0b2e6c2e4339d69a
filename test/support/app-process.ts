import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after } from 'node:test';

/** `npm start` in a process of its own. */
export interface AppProcess {
  /** The URL it printed with `ready`; rejects, with what it said, when it ended before. */
  readonly ready: Promise<string>;
  /** All it has printed so far, line by line. */
  readonly lines: readonly string[];
  /** Resolves when it has printed a line that contains the text. */
  said(text: string): Promise<void>;
  /** Sends a signal and waits for the end; its exit code, null when the signal killed it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

const script = join(import.meta.dirname, '..', '..', 'local', 'start.ts');

/** Starts it on a free port; killed after the test if it still runs. Settings that are undefined are unset. */
export function startApp(args: readonly string[], settings: Record<string, string | undefined>): AppProcess {
  const { NODE_TEST_CONTEXT, ...inherited } = process.env;
  const env = { ...inherited, PORT: '0', ...settings };
  const child = spawn(process.execPath, [script, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  after(() => child.kill('SIGKILL'));
  const output = collect(child);
  const ready = output.find((line) => /^ready (http:\S+)/.exec(line)?.[1] ?? null);
  // Who waits for something else must not be told of it as unhandled.
  ready.catch(() => {});
  return {
    ready,
    lines: output.lines,
    said: async (text) => void (await output.find((line) => (line.includes(text) ? line : null))),
    end: async (signal) => {
      const ended = once(child, 'exit');
      child.kill(signal);
      const [code] = await ended;
      return code;
    },
  };
}

function collect(child: ChildProcess) {
  const lines: string[] = [];
  const finders = new Set<() => void>();
  let ended = false;
  const changed = () => {
    for (const find of finders) find();
  };
  for (const input of [child.stdout, child.stderr]) {
    if (!input) continue;
    createInterface({ input }).on('line', (line) => {
      lines.push(line);
      changed();
    });
  }
  child.once('close', () => {
    ended = true;
    changed();
  });
  const find = (pick: (line: string) => string | null) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const match = lines.map(pick).find((found) => found !== null);
        if (match !== undefined) resolve(match);
        else if (ended) reject(new Error(`The app ended without it:\n${lines.join('\n')}`));
        else return;
        finders.delete(look);
      };
      finders.add(look);
      look();
    });
  return { lines, find };
}
