import fc from 'fast-check';
import type { Json } from '../../support/openapi.ts';

/** No list is longer than this, nor any text much longer. */
const MANY = 4;

/**
 * Values that fit a JSON Schema of the document.
 * @param definitions what `$ref` leads to, by name
 */
export function valuesOf(schema: Json, definitions: Readonly<Record<string, Json>>): fc.Arbitrary<unknown> {
  const of = (inner: unknown) => valuesOf(inner as Json, definitions);
  if (typeof schema['$ref'] === 'string') return of(definitions[schema['$ref'].split('/').at(-1)!]);
  const some = (schema['anyOf'] ?? schema['oneOf']) as readonly Json[] | undefined;
  if (some) return fc.oneof(...some.map(of));
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]));
  const { type } = schema;
  if (Array.isArray(type)) return fc.oneof(...type.map((one) => of({ ...schema, type: one })));
  switch (type) {
    case 'object':
      return objectsOf(schema, of);
    case 'array': {
      const { minItems = 0, maxItems = MANY } = schema as { minItems?: number; maxItems?: number };
      return fc.array(of(schema['items']), { minLength: minItems, maxLength: Math.min(MANY, maxItems) });
    }
    case 'string':
      return textsOf(schema);
    case 'integer': {
      const { minimum, maximum } = schema as { minimum: number; maximum: number };
      return fc.oneof(
        fc.constant(minimum),
        fc.integer({ min: minimum, max: Math.min(40, maximum) }),
        fc.maxSafeInteger().filter((n) => n >= minimum && n <= maximum),
      );
    }
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      throw new Error(`Nothing is known of ${JSON.stringify(schema)}.`);
  }
}

function objectsOf(schema: Json, of: (inner: unknown) => fc.Arbitrary<unknown>): fc.Arbitrary<object> {
  const members = Object.entries((schema['properties'] ?? {}) as Record<string, Json>);
  const requiredKeys = (schema['required'] ?? []) as never[];
  const record = Object.fromEntries(members.map(([name, member]) => [name, of(member)]));
  return fc.record(record, { requiredKeys, noNullPrototype: true });
}

function textsOf({ pattern, format, minLength, maxLength }: Json): fc.Arbitrary<string> {
  if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern));
  if (format === 'uri') return fc.constantFrom('https://hooks.example/ended', 'https://hooks.example.com/a?b=c');
  const most = Math.min(60, Number(maxLength ?? 60));
  return fc.oneof(
    fc.constantFrom('Water is off', '**Water** is off', '<b>Water</b>'),
    fc.string({ unit: 'grapheme', minLength: Number(minLength ?? 0), maxLength: most }),
  );
}
