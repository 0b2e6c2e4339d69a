import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after } from 'node:test';

const bin = join(import.meta.dirname, '..', '..', '..', 'cli', 'carillon.js');

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CarillonOptions {
  /** Where the app is. */
  readonly url?: string;
  /** What is written to its stdin. */
  readonly input?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Of Node itself. */
  readonly nodeArgs?: readonly string[];
}

/** The command in a process of its own, whose terminal is none. */
export function startCarillon(args: readonly string[], options: CarillonOptions = {}) {
  const { NODE_TEST_CONTEXT, CARILLON_SCOPE, NO_COLOR, FORCE_COLOR, ...inherited } = process.env;
  const child: ChildProcess = spawn(process.execPath, [...(options.nodeArgs ?? []), bin, ...args], {
    env: { ...inherited, CARILLON_URL: options.url ?? 'http://127.0.0.1:9', ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(options.cwd !== undefined && { cwd: options.cwd }),
  });
  child.stdin?.end(options.input ?? '');
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
  const output = Promise.all([text(child.stdout!), text(child.stderr!)]);
  const ended = async (): Promise<Ended> => {
    const [stdout, stderr] = await output;
    return { code: await exit, stdout, stderr };
  };
  return { child, exit, ended: ended() };
}

/** Runs the command to its end. */
export function carillon(args: readonly string[], options?: CarillonOptions): Promise<Ended> {
  return startCarillon(args, options).ended;
}

/** A folder with files in it, gone after the tests. */
export async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'carillon-cli-'));
  after(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}
