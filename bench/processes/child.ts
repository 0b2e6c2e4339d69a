/** Processes the benchmarks start: each part that is measured, and each that must not be measured, has its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A process that has said it is ready. */
export interface Child<T> {
  /** What it said. */
  readonly ready: T;
  /** Every line it printed, and prints. */
  readonly lines: readonly string[];
  /** CPU time and memory it has used so far. */
  usage(): Promise<Usage>;
  /** Tells it something, for scripts that listen to messages. */
  tell(message: object): Promise<unknown>;
  /** Asks it to end, and waits for it. */
  stop(): Promise<void>;
}

/** Of a whole process since its start. */
export interface Usage {
  /** User and system, µs. */
  readonly cpuMicros: number;
  /** The highest resident set it ever had, bytes. */
  readonly peakRss: number;
}

export interface ChildOptions<T> {
  /** The script, and what it is called with. */
  readonly script: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Options of Node. */
  readonly node?: readonly string[];
  /** False: it is loaded with nothing else, and can't be asked for its usage. */
  readonly preload?: boolean;
  /** Picks what it says when it is ready from a line; undefined for other lines. */
  readonly ready: (line: string) => T | undefined;
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

/**
 * Starts a script and waits until it is ready.
 * @throws {Error} with what it printed when it ends before
 */
export async function startChild<T>({
  script,
  args = [],
  env,
  node = [],
  preload = true,
  ready,
}: ChildOptions<T>): Promise<Child<T>> {
  const first = preload ? ['--import', join(import.meta.dirname, 'usage.ts')] : [];
  const child = spawn(process.execPath, [...node, ...first, script, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const lines: string[] = [];
  const said = await new Promise<T>((resolve, reject) => {
    for (const input of [child.stdout!, child.stderr!]) {
      createInterface({ input }).on('line', (line) => {
        lines.push(line);
        const found = ready(line);
        if (found !== undefined) resolve(found);
      });
    }
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`${script} ended:\n${lines.join('\n')}`)));
  });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`${script} ended:\n${lines.join('\n')}`)));
  ended.catch(() => {});
  const ask = async (message: object): Promise<unknown> => {
    const answer = once(child, 'message');
    child.send(message);
    const [value]: unknown[] = await Promise.race([answer, ended]);
    return value;
  };
  return {
    ready: said,
    lines,
    usage: async () => (await ask({ ask: 'usage' })) as Usage,
    tell: ask,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await ended.catch(() => {});
    },
  };
}

/** Reads a line of JSON with `ready`, as the simulated Teams and our own scripts print it. */
export function readyLine<T extends object>(line: string): (T & { ready: true }) | undefined {
  if (!line.startsWith('{"ready":true')) return undefined;
  return JSON.parse(line) as T & { ready: true };
}
