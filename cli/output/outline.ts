import type { Screen } from '../terminal/screen.ts';

/** Any object of the API for people: a line a field, in the API's own words. */
export function outline(value: object, paper: Screen): string[] {
  return linesOf(value, paper, '');
}

function linesOf(value: object, paper: Screen, indent: string): string[] {
  const entries = Object.entries(value).filter(([, field]) => field !== null && field !== undefined);
  const scalars = entries.filter(([, field]) => typeof field !== 'object').map(([name]) => name.length);
  const width = Math.max(0, ...scalars);
  return entries.flatMap(([name, field]) => {
    if (typeof field !== 'object') return [`${indent}${paper.paint('dim', name.padEnd(width))}  ${field}`];
    const items: readonly unknown[] = Array.isArray(field) ? field : [field];
    const inner = `${indent}  `;
    return [
      `${indent}${paper.paint('dim', name)}`,
      ...items.flatMap((item, i) => {
        if (typeof item !== 'object' || item === null) return [`${inner}${item}`];
        // Between two items a line that is empty tells where the one ends.
        return [...(i > 0 ? [''] : []), ...linesOf(item, paper, inner)];
      }),
    ];
  });
}
