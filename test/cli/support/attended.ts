import { PassThrough } from 'node:stream';
import { run } from '../../../cli/run.ts';
import type { Ended } from './carillon.ts';

/**
 * Runs the command in this process, at a terminal where somebody sits.
 * @param answer what they type
 */
export async function carillonAttended(
  args: readonly string[],
  { url, answer, env = {} }: { url: string; answer?: string; env?: NodeJS.ProcessEnv },
): Promise<Ended> {
  const terminal = (): PassThrough => Object.assign(new PassThrough(), { isTTY: true, columns: 100 });
  const [stdin, stdout, stderr] = [terminal(), terminal(), terminal()];
  const said = { stdout: '', stderr: '' };
  stdout.on('data', (data) => {
    said.stdout += data;
  });
  stderr.on('data', (data) => {
    said.stderr += data;
    if (answer !== undefined && String(data).includes('[y/N]')) stdin.write(`${answer}\n`);
  });
  const code = await run(args, {
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
    stderr: stderr as unknown as NodeJS.WriteStream,
    env: { CARILLON_URL: url, ...env },
    interrupted: new AbortController().signal,
  });
  return { code, ...said };
}
