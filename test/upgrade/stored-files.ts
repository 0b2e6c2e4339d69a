import { readdir, readFile } from 'node:fs/promises';

const folder = new URL('./', import.meta.url);

/** The files of what releases have left in storage. @param kind what their names begin with */
export async function storedFiles(kind: 'data' | 'audit'): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith(`${kind}-v`) && name.endsWith('.jsonl'));
}

/** The lines of a file, each of which is JSON. */
export async function linesOf<T>(file: string): Promise<readonly T[]> {
  const text = await readFile(new URL(file, folder), 'utf8');
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as T]));
}

/** Columns as a later release would have left them: another version, and one that this one does not know. */
export const asLater = (values: Readonly<Record<string, unknown>>) => ({ ...values, v: 2, later: 'something' });
