/**
 * Keys as Table Storage takes them.
 *
 * The service refuses `/ \ # ?` and control characters in PartitionKey and RowKey, and URLs and filters with `%`, `+` or
 * quotes in keys are read differently by different parts of it. So those are written otherwise, in a way that keeps the
 * order: escaped keys sort exactly as the keys do (by UTF-16 code unit), and a range over keys is the same range over
 * escaped keys. Keys in practice (GUIDs, `19:…@thread.tacv2`, `a:…`) stay as they are.
 *
 * The trick: a refused character becomes the allowed character before it, followed by `~~` and a digit. Nothing else
 * produces `~~` there, and no other text between those two characters can sort behind it.
 */

/** Refused characters, each as the allowed character before it and a mark that sorts behind anything else there. */
const marked: readonly (readonly [string, string])[] = [
  ['"', '!~~0'],
  ['#', '!~~1'],
  ['%', '$~~0'],
  ["'", '&~~0'],
  ['+', '*~~0'],
  ['/', '.~~0'],
  ['?', '>~~0'],
  ['\\', '[~~0'],
];
const escapes = new Map<string, string>([...marked, [' ', ' ~']]);
const unescapes = new Map<string, string>([...escapes].map(([from, to]) => [to, from]));

/** What has to be written otherwise: the table above, and everything outside `!` to `}`. */
const needsEscape = /[^!$&()*,\-.0-9:;<=>@A-Z[\]^_`a-z{|}]/;
const eachToEscape = new RegExp(needsEscape, 'g');
const eachEscaped = / ~| [0-9a-f]{2}|~[0-9a-f]{4}|[!$&*.>[]~~[01]/g;

function hex(character: string, digits: number): string {
  return character.charCodeAt(0).toString(16).padStart(digits, '0');
}

/** A key, of any characters, as the service takes it: ASCII, in the same order. */
export function escapeKey(key: string): string {
  if (!needsEscape.test(key)) return key;
  return key.replace(eachToEscape, (c) => {
    if (c < ' ') return ` ${hex(c, 2)}`;
    return escapes.get(c) ?? `~${hex(c, 4)}`;
  });
}

/** The key that {@link escapeKey} made `escaped` of. */
export function unescapeKey(escaped: string): string {
  return escaped.replace(
    eachEscaped,
    (code) => unescapes.get(code) ?? String.fromCharCode(Number.parseInt(code.slice(1), 16)),
  );
}
