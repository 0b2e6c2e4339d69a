import { stripVTControlCharacters } from 'node:util';
import type { Screen } from '../terminal/screen.ts';

/** Rows in columns below a head; the last column may be of any length. */
export function table(paper: Screen, head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [head, ...rows];
  const width = (cell: string) => stripVTControlCharacters(cell).length;
  const widths = head.map((_, column) => Math.max(...all.map((row) => width(row[column] ?? ''))));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i === row.length - 1 ? cell : cell + ' '.repeat(widths[i]! - width(cell)))).join('  ');
  return [paper.paint('dim', line(head)), ...rows.map(line)];
}
