/** Places in a template that are filled: a name of capitals in braces. */
const PLACE = /\{([A-Z][A-Z_]*)\}/g;

/**
 * A template of JSON with its places filled. Only strings have any, and what is put there stays within its string,
 * whatever it holds.
 * @throws {Error} for a place that nothing is given for
 */
export function fill(template: unknown, values: Readonly<Record<string, string>>): unknown {
  if (typeof template === 'string') {
    return template.replace(PLACE, (_, name: string) => {
      const value = values[name];
      if (value === undefined) throw new Error(`Nothing is given for {${name}}.`);
      return value;
    });
  }
  if (Array.isArray(template)) return template.map((one) => fill(one, values));
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, fill(value, values)]));
}
