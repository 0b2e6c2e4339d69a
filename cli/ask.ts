import { createInterface } from 'node:readline/promises';
import { Interrupted } from './failure.ts';

/** A terminal at which somebody sits. */
export interface Attendance {
  readonly stdin: NodeJS.ReadStream;
  readonly stderr: NodeJS.WriteStream;
  readonly interrupted: AbortSignal;
}

/** Whether somebody sits there who can be asked. */
export function isAttended({ stdin, stderr }: Pick<Attendance, 'stdin' | 'stderr'>): boolean {
  return stdin.isTTY === true && stderr.isTTY === true;
}

/**
 * Asks a person; anything but yes is no.
 * @throws {Interrupted} on no
 */
export async function confirm(question: string, { stdin, stderr, interrupted }: Attendance): Promise<void> {
  const line = createInterface({ input: stdin, output: stderr });
  try {
    const answer = await line.question(`${question} [y/N] `, { signal: interrupted });
    if (/^y(es)?$/i.test(answer.trim())) return;
    throw new Interrupted('Nothing was done.');
  } catch (error) {
    if (interrupted.aborted) throw new Interrupted();
    throw error;
  } finally {
    line.close();
  }
}
