import * as z from 'zod/mini';
import type { FaultCode, Faults } from './faults.ts';
import { quote } from './fields.ts';
import { isTooDeep, MAX_DEPTH } from './json.ts';
import { pointerOf, usualFault } from './schema.ts';

/** A fault, and what of the input it is about as a whole. */
interface Found {
  readonly whole: string;
  /** Of those about the same whole, the smaller comes first. */
  readonly rank: number;
  readonly path: string;
  readonly code: FaultCode;
  readonly message: string;
}

const UNKNOWN = 0;
const MISSING = 1;
const PART = 2;

/**
 * Reads a value by a schema, noting every fault by its pointer.
 * @param path what the value itself is in the input
 * @returns nothing when there is a fault
 */
export function readInput<T extends z.core.$ZodType>(
  schema: T,
  value: unknown,
  path: string,
  faults: Faults,
): z.output<T> | undefined {
  const read = z.safeParse(schema, value, { error: usualFault });
  if (read.success) return read.data;
  for (const { path: at, code, message } of inOrder(read.error.issues, path)) faults.add(at, code, message);
  return undefined;
}

/**
 * Reads a body as {@link readInput}; one that is nested too deep is not looked at.
 * @param repeated pointers to names that stand twice (see parseJson)
 * @returns nothing when there is a fault, here or noted before
 */
export function readBody<T extends z.core.$ZodType>(
  schema: T,
  value: unknown,
  repeated: readonly string[],
  faults: Faults,
): z.output<T> | undefined {
  if (isTooDeep(value)) {
    faults.add('', 'too-deep', `This is nested more than ${MAX_DEPTH} levels deep.`);
    return undefined;
  }
  for (const path of repeated) faults.add(path, 'duplicate-field', 'This name stands twice in its object.');
  const read = readInput(schema, value, '', faults);
  return faults.count > 0 ? undefined : read;
}

/**
 * zod tells what is wrong with the parts before what is wrong with the whole; people read the other way round: names that
 * are not known, names that are missing, and then what is wrong with each part.
 */
function inOrder(issues: readonly z.core.$ZodIssue[], from: string): readonly Found[] {
  const found: Found[] = [];
  for (const issue of issues) {
    for (const one of faultsOf(issue, from)) {
      // Two checks of a schema may say the same.
      const last = found.at(-1);
      if (last?.path === one.path && last.code === one.code) continue;
      const later: Found[] = [];
      for (let last = found.at(-1); last && comesAfter(last, one); last = found.at(-1)) later.push(found.pop()!);
      found.push(one, ...later.reverse());
    }
  }
  return found;
}

function comesAfter(one: Found, before: Found): boolean {
  return one.whole === before.whole ? one.rank > before.rank : one.whole.startsWith(`${before.whole}/`);
}

function faultsOf(issue: z.core.$ZodIssue, from: string): readonly Found[] {
  const path = pointerOf(issue.path, from);
  const [, code, message] = /^([a-z-]+): (.*)$/s.exec(issue.message) as unknown as [string, FaultCode, string];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      ...{ whole: path, rank: UNKNOWN, code },
      path: pointerOf([key], path),
      message: `${quote(key)} is not known here; ${message}.`,
    }));
  }
  // Only of the whole body: farther in, what is missing is told in its place.
  if (code === 'missing-field' && issue.code !== 'custom' && issue.path.length === 1) {
    return [{ whole: from, rank: MISSING, path, code, message }];
  }
  return [{ whole: path, rank: PART, path, code, message }];
}
