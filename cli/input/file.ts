import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { usageFailure } from '../failure.ts';
import { fileTrouble } from './file-trouble.ts';

/**
 * The text of a file, or of stdin where it is called `-`; without a byte order mark.
 * @throws {Failure} when it can't be read
 */
export async function readText(file: string, stdin: NodeJS.ReadStream): Promise<string> {
  if (file === '-') return withoutMark(await text(stdin));
  try {
    return withoutMark(await readFile(file, 'utf8'));
  } catch (error) {
    throw usageFailure(`${file} can't be read: ${fileTrouble(error)}`);
  }
}

function withoutMark(read: string): string {
  return read.startsWith('\uFEFF') ? read.slice(1) : read;
}
