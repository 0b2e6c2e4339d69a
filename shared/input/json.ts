import { child } from './faults.ts';

export type ParsedJson =
  /** `repeated`: pointers to names that stand twice in one object, of which JSON.parse has kept the last. */
  | { readonly ok: true; readonly value: unknown; readonly repeated: readonly string[] }
  | { readonly ok: false; readonly detail: string };

/**
 * Reads JSON text without throwing. Names such as `__proto__` come out as plain members, never as a prototype.
 * The detail of a failure says where it is, as far as the parser tells, and never repeats what was sent.
 */
export function parseJson(text: string): ParsedJson {
  if (text.trim() === '') return { ok: false, detail: 'The body is empty.' };
  try {
    return { ok: true, value: JSON.parse(text), repeated: repeatedNames(text) };
  } catch (error) {
    const place = / at position \d+ \(line (\d+) column (\d+)\)/.exec(String(error));
    if (place) return { ok: false, detail: `This is not JSON: see line ${place[1]}, column ${place[2]}.` };
    const early = String(error).includes('end of JSON') || String(error).includes('Unterminated');
    return { ok: false, detail: early ? 'This is not JSON: it ends too early.' : 'This is not JSON.' };
  }
}

/** Deeper than any message has reason to be; beyond it, walking the value could overflow the stack. */
export const MAX_DEPTH = 100;

/** Whether arrays and objects are nested in each other more than 100 levels deep. */
export function isTooDeep(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; depth <= MAX_DEPTH; depth++) {
    level = level.flatMap((v) => (typeof v === 'object' && v !== null ? Object.values(v) : []));
    if (level.length === 0) return false;
  }
  return level.some((v) => typeof v === 'object' && v !== null);
}

/** Who repeats more names than this has understood. */
const ENOUGH = 100;

interface Open {
  /** The names seen so far; of an array: undefined. */
  readonly names: Set<string> | undefined;
  at: string | number;
  nameNext: boolean;
}

/** @param text known to be JSON; what is nested too deep is not looked at, since nobody takes it (see isTooDeep) */
function repeatedNames(text: string): readonly string[] {
  const repeated: string[] = [];
  const stack: Open[] = [];
  for (let i = 0; i < text.length; i++) {
    const top = stack.at(-1);
    switch (text[i]) {
      case '{':
        stack.push({ names: new Set(), at: '', nameNext: true });
        break;
      case '[':
        stack.push({ names: undefined, at: 0, nameNext: false });
        break;
      case '}':
      case ']':
        stack.pop();
        break;
      case ',':
        if (top?.names) top.nameNext = true;
        else if (top) top.at = Number(top.at) + 1;
        break;
      case '"': {
        const end = endOfString(text, i);
        if (top?.names && top.nameNext) {
          const name: string = JSON.parse(text.slice(i, end + 1));
          top.at = name;
          top.nameNext = false;
          if (top.names.has(name) && repeated.length < ENOUGH) {
            repeated.push(stack.reduce((path, open) => child(path, open.at), ''));
          }
          top.names.add(name);
        }
        i = end;
      }
    }
    if (stack.length > MAX_DEPTH + 1) break;
  }
  return [...new Set(repeated)];
}

function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i;
}
