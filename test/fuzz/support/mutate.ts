import fc from 'fast-check';

/** One thing that is wrong with a JSON value: where (a step is a member's number), and what. */
export interface Mutation {
  readonly at: readonly number[];
  readonly how: 'drop' | 'double' | 'rename' | 'retype' | 'shout' | 'nest' | 'put';
  readonly odd: unknown;
}

const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', 'id', 'type', '\ud800', 'a'.repeat(300)];

const huge = 'x'.repeat(70_000);
const deep = (depth: number): unknown => {
  let value: unknown = 'deep';
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { a: value };
  return value;
};

/** Values that programs are known to fall over. */
const odds: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1.5, 1e21, -1e308, Number.MAX_SAFE_INTEGER, 2 ** 53, 5e-324],
  ...[
    '',
    ' ',
    '0',
    '-1',
    '1e999',
    'null',
    'true',
    '[]',
    '{}',
    '__proto__',
    'constructor',
    '%00',
    '../..',
    "' or 1 eq 1",
  ],
  ...['\0', '\uffff', '\ufffe', '\ud800', '\udfff\ud800', '\u202e', '🧨'.repeat(200), 'é'.normalize('NFD'), 'İ', 'ß'],
  ...[
    'u|',
    'tenants',
    'senders',
    'refused',
    'gate',
    'plan',
    '9999-12-31T23:59:59Z',
    '-271821-04-20T00:00:00Z',
    'Infinity',
  ],
  ...['http://127.0.0.1/', 'https://evil.example/', 'javascript:alert(1)', 'a'.repeat(513), huge],
  ...[[], {}, [[]], [null], [{}], { id: {} }, { id: [] }, deep(50), deep(2_000)],
  JSON.parse('{"__proto__": {"id": "polluted"}, "constructor": {"prototype": {"id": 1}}}'),
];

export const odd: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...odds) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
);

export const mutation: fc.Arbitrary<Mutation> = fc.record(
  {
    at: fc.array(fc.nat(12), { maxLength: 5 }),
    how: fc.constantFrom('drop', 'double', 'rename', 'retype', 'shout', 'nest', 'put', 'put', 'put'),
    odd,
  },
  { noNullPrototype: true },
);

/** Copies a JSON value with one thing wrong. */
export function mutate(value: unknown, { at, how, odd: by }: Mutation): unknown {
  const [step, ...rest] = at;
  if (step === undefined || typeof value !== 'object' || value === null) return changed(value, how, by);
  const entries = Object.entries(value);
  if (entries.length === 0) return changed(value, how, by);
  const chosen = step % entries.length;
  const isLeaf = rest.length === 0;
  const members = entries.flatMap(([name, member], i): [string, unknown][] => {
    if (i !== chosen) return [[name, member]];
    if (isLeaf && how === 'drop') return [];
    if (isLeaf && how === 'double')
      return [
        [name, member],
        [`${name}2`, member],
      ];
    if (isLeaf && how === 'rename') return [[typeof by === 'string' ? by : names[step % names.length]!, member]];
    return [[name, mutate(member, { at: rest, how, odd: by })]];
  });
  if (Array.isArray(value)) return members.map(([, member]) => member);
  const copy: Record<string, unknown> = {};
  // As JSON.parse does: `__proto__` becomes a member like any other.
  for (const [name, member] of members) {
    Object.defineProperty(copy, name, { value: member, enumerable: true, writable: true, configurable: true });
  }
  return copy;
}

function changed(value: unknown, how: Mutation['how'], by: unknown): unknown {
  switch (how) {
    case 'retype':
      return retyped(value);
    case 'shout':
      return typeof value === 'string' ? value.toUpperCase().repeat(3) : retyped(value);
    case 'nest':
      return { a: [value], b: value };
    default:
      return by;
  }
}

function retyped(value: unknown): unknown {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return Number.isNaN(Number(value)) ? [value] : Number(value);
  if (Array.isArray(value)) return Object.fromEntries(value.entries());
  return typeof value === 'object' && value !== null ? Object.values(value) : [value];
}

/** So deep that JSON.parse takes it, and JSON.stringify runs out of stack. */
const DEEP = '['.repeat(15_000) + ']'.repeat(15_000);

/** JSON text of a value, at times cut short, doubled, or with bytes in it that are no text. */
export const spoiled = fc.record(
  {
    cut: fc.double({ min: 0, max: 1, noNaN: true }),
    how: fc.constantFrom('whole', 'whole', 'whole', 'half', 'twice', 'bytes', 'bom', 'deep'),
  },
  { noNullPrototype: true },
);

export function spoil(text: string, { cut, how }: { cut: number; how: string }): string | Uint8Array {
  const at = Math.floor(cut * text.length);
  switch (how) {
    case 'half':
      return text.slice(0, at);
    case 'twice':
      return text + text;
    case 'bytes':
      return Buffer.concat([
        Buffer.from(text.slice(0, at)),
        Buffer.from([0xff, 0xc0, 0x00]),
        Buffer.from(text.slice(at)),
      ]);
    case 'deep':
      return text.startsWith('{') ? `{"deep":${DEEP},${text.slice(1)}` : DEEP;
    case 'bom':
      return `\ufeff${text}`;
    default:
      return text;
  }
}
