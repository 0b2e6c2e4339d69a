import * as z from 'zod/mini';
import { isClean, isVisible } from './characters.ts';
import { child, type FaultCode, type Noting } from './faults.ts';
import { isObject, kindOf, quote } from './fields.ts';

/** What zod tells of a value that does not fit, as far as our words go by it. */
export interface Issue {
  readonly code?: string | undefined;
  readonly input?: unknown;
}

/** What a schema says of a value that does not fit. */
export interface Words {
  readonly error: (issue: Issue) => string;
}

/**
 * What a schema says of a value that does not fit: our stable code, and a sentence. zod carries one text, so the code is
 * what that text begins with; `readInput` takes them apart.
 */
export function fault(code: FaultCode, says: string | ((value: unknown) => string)): Words {
  return { error: ({ input }) => `${code}: ${typeof says === 'string' ? says : says(input)}` };
}

/** As {@link fault}, where a value that is not there is told apart from one that does not fit. */
export function faultOrMissing(missing: string, otherwise: Words): Words {
  return { error: (issue) => (issue.input === undefined ? `missing-field: ${missing}` : otherwise.error(issue)) };
}

/** What is said where a schema has no words of its own. */
export function usualFault(issue: z.core.$ZodRawIssue): string {
  const { input } = issue;
  switch (issue.code) {
    case 'invalid_type': {
      const name = issue.path?.at(-1);
      if (input === undefined && name !== undefined) return `missing-field: ${quote(name)} is needed here.`;
      const type = types[issue['expected']] ?? `of the type ${issue['expected']}`;
      return `wrong-type: This must be ${type}, not ${kindOf(input)}.`;
    }
    case 'invalid_value':
      return `unknown-value: ${quote(input)} is not one of ${(issue['values'] as unknown[]).map(quote).join(', ')}.`;
    case 'unrecognized_keys':
      return `unknown-field: ${known(Object.keys((issue.inst as z.core.$ZodObject)._zod.def.shape))}`;
    default:
      throw new Error(`A schema has no words for ${issue.code}.`);
  }
}

const types: Readonly<Record<string, string>> = {
  object: 'an object',
  array: 'an array',
  string: 'a string',
  number: 'a number',
  boolean: 'true or false',
};

const known = (names: readonly string[]): string =>
  names.length === 1 ? `only ${quote(names[0])} is` : `${names.map(quote).join(', ')} are`;

/** A text with something to read in it. @param what it is called */
export function readable(what: string) {
  const empty = fault('empty-text', `There is nothing to read in this ${what}.`);
  return z.string().check(z.minLength(1, empty), z.refine(isVisible, empty));
}

/** A text of at most so many characters that can be shown as it is. @param what it is called */
export function shortText(what: string, most: number) {
  const tooLong = fault('too-long', (t) => `The ${what} has ${String(t).length} characters; ${most} is the most.`);
  return readable(what).check(
    z.maxLength(most, tooLong),
    z.refine(isClean, fault('invalid-characters', `This ${what} has a control character in it.`)),
  );
}

/** What {@link list} says. */
interface ListWords {
  readonly most: number;
  readonly tooMany: (length: number) => string;
  /** What is too much of all items together; absent, or nothing: they will do. */
  readonly together?: (items: readonly unknown[]) => string | undefined;
  /** Absent: an empty one will do. */
  readonly empty?: string;
  readonly words?: Words;
}

/** An array of at most so many items. Of one that is longer nothing else is looked at. */
export function list<T extends z.core.SomeType>(item: T, { most, tooMany, together, empty, words }: ListWords) {
  const bounded = z.transform<unknown, unknown>((value, ctx) => {
    if (!Array.isArray(value)) return value;
    const tooMuch = value.length > most ? tooMany(value.length) : together?.(value);
    if (tooMuch === undefined) return value;
    ctx.issues.push({ code: 'custom', input: value, message: `too-many-items: ${tooMuch}` });
    return z.NEVER;
  });
  const items = z.array(item, words);
  const checked = items.check(z.maxLength(most));
  return z.pipe(bounded, empty === undefined ? checked : checked.check(z.minLength(1, fault('empty-list', empty))));
}

/** A check that looks at a value whatever else is wrong with it, and notes what it finds by pointers from there. */
export function noting<T>(look: (value: T, faults: Noting) => void): z.core.$ZodCheck<T> {
  return notingWhen(look, () => true);
}

/** As {@link noting}, for an object; what is none is not looked at, nor one with a fault in the members that are needed. */
export function notingOf<T extends object>(
  look: (value: Partial<T>, faults: Noting) => void,
  ...needed: readonly (keyof T)[]
): z.core.$ZodCheck<T> {
  const isIn = ({ path }: z.core.$ZodRawIssue) => needed.some((name) => path?.[0] === name);
  return notingWhen<T>(
    (value, faults) => look(value, faults),
    ({ value, issues }) => isObject(value) && !issues.some(isIn),
  );
}

function notingWhen<T>(
  look: (value: T, faults: Noting) => void,
  when: (payload: z.core.ParsePayload) => boolean,
): z.core.$ZodCheck<T> {
  return z.superRefine<T>(
    (value, ctx) => {
      look(value, {
        add: (path, code, message) => {
          ctx.addIssue({ code: 'custom', path: segmentsOf(path), message: `${code}: ${message}` });
        },
      });
    },
    { when },
  );
}

function segmentsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The JSON pointer of a path as zod has it. */
export function pointerOf(path: readonly PropertyKey[], from: string): string {
  return path.reduce<string>((at, segment) => child(at, String(segment)), from);
}
