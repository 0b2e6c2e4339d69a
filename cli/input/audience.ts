import { extname } from 'node:path';
import { usageFailure } from '../failure.ts';
import { readText } from './file.ts';
import { type BadLine, idsInLines, idsInTable, isId } from './id-list.ts';

export type Source = { readonly type: 'everyone' } | { readonly type: 'users'; readonly ids: readonly string[] };

/** As many ids as one source may name. */
const MOST_IDS = 10_000;

/**
 * The sources that the values of `--to` or `--exclude` name: `everyone`, ids, `@file.csv`, `@file.txt`.
 * @param option as it is called, for what is said of a wrong one
 * @throws {Failure}
 */
export async function readSources(
  option: string,
  values: readonly string[],
  stdin: NodeJS.ReadStream,
): Promise<readonly Source[]> {
  const ids: string[] = [];
  let isEveryone = false;
  for (const value of values) {
    if (value === 'everyone') isEveryone = true;
    else if (value.startsWith('@')) ids.push(...(await idsIn(value.slice(1), stdin)));
    else if (isId(value)) ids.push(value);
    else throw usageFailure(`${option} takes everyone, the object ids of people, or @FILE, not "${value}".`);
  }
  return [...(isEveryone ? [{ type: 'everyone' as const }] : []), ...inSources(ids)];
}

function inSources(ids: readonly string[]): Source[] {
  const sources: Source[] = [];
  for (let i = 0; i < ids.length; i += MOST_IDS) sources.push({ type: 'users', ids: ids.slice(i, i + MOST_IDS) });
  return sources;
}

/** @throws {Failure} also when a line is no id: who is left out without a word would never be missed */
async function idsIn(file: string, stdin: NodeJS.ReadStream): Promise<readonly string[]> {
  const text = await readText(file, stdin);
  const { ids, bad } = extname(file).toLowerCase() === '.csv' ? idsInTable(text) : idsInLines(text);
  if (bad.length > 0) throw usageFailure(`${file} has what is not the object id of a person: ${told(bad)}.`);
  if (ids.length === 0) throw usageFailure(`${file} names nobody.`);
  return ids;
}

function told(bad: readonly BadLine[]): string {
  const some = bad.slice(0, 5).map(({ line, text }) => `"${text}" (line ${line})`);
  return some.join(', ') + (bad.length > some.length ? ` and ${bad.length - some.length} more` : '');
}
