import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import type { Row, Value } from '../../../shared/storage/table.ts';

/** What has happened to one column of a row. */
export interface Damage {
  /** Which column, by number. */
  readonly column: number;
  readonly how: (typeof ways)[number];
  readonly odd: Value;
}

const ways = ['drop', 'put', 'retype', 'cut', 'flip', 'swap'] as const;

const packed = (value: unknown) => new Uint8Array(deflateRawSync(JSON.stringify(value)));
const odds: readonly Value[] = [
  ...[
    '',
    'x',
    'null',
    '{}',
    '[]',
    '[null]',
    '[{}]',
    '{"a":',
    '"p"',
    '{"__proto__":{"n":1}}',
    'pzq?',
    '\0',
    'stopped',
    '1',
  ],
  ...[Number.NaN, Number.POSITIVE_INFINITY, -1, 0.5, 1e300, 8.65e15, -8.65e15, 2 ** 53],
  ...[
    true,
    false,
    new Uint8Array(),
    new Uint8Array([0xff, 0xfe, 3]),
    packed(null),
    packed([]),
    packed({}),
    packed('x'),
  ],
  ...[
    packed([[], []]),
    packed([['a'], ['b', 'c']]),
    packed([[1], [2]]),
    packed({ base: 0, at: [] }),
    packed(Array(300).fill({})),
  ],
];

export const damage: fc.Arbitrary<Damage> = fc.record(
  { column: fc.nat(), how: fc.constantFrom(...ways), odd: fc.constantFrom(...odds) },
  { noNullPrototype: true },
);

/** The columns of a row after it has been damaged. */
export function damaged(values: Row['values'], { column, how, odd }: Damage): Record<string, Value> {
  const names = Object.keys(values);
  const name = names[column % names.length]!;
  const { [name]: before, ...others } = values;
  if (how === 'drop' || before === undefined) return others;
  if (how === 'swap') return { ...values, [name]: values[names[(column + 1) % names.length]!]! };
  return { ...values, [name]: how === 'put' ? odd : how === 'retype' ? retyped(before) : spoilt(before, how, column) };
}

function retyped(value: Value): Value {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return Number.isNaN(Number(value)) ? new TextEncoder().encode(value) : Number(value);
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : Number(value);
}

/** Cut short, or with one piece of it changed. */
function spoilt(value: Value, how: 'cut' | 'flip', at: number): Value {
  if (value instanceof Uint8Array) {
    if (how === 'cut') return value.slice(0, at % (value.length + 1));
    const copy = new Uint8Array(value);
    if (copy.length > 0) copy[at % copy.length]! ^= 0x55;
    return copy;
  }
  if (typeof value === 'string') {
    const cut = at % (value.length + 1);
    return how === 'cut' ? value.slice(0, cut) : `${value.slice(0, cut)}?${value.slice(cut + 1)}`;
  }
  return typeof value === 'number' ? -value - 0.5 : String(value);
}
