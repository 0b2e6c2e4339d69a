import type { Lasting, Resolved } from '../api/shapes.ts';
import type { Screen } from '../terminal/screen.ts';

/** Who would get it, who would not and why, and how long it would take. */
export function resolvedLines(resolved: Resolved, paper: Screen): string[] {
  const { total, bySource, excluded, reachable, unreachable, unknown, duration } = resolved;
  const row = (count: number, what: string) => `  ${String(count).padStart(8)}  ${what}`;
  return [
    row(total, 'people would be in it'),
    ...bySource.map(({ source, count }) => row(count, `of ${source.type}`)),
    ...(excluded > 0 ? [row(excluded, 'excluded')] : []),
    row(reachable, paper.paint('green', 'can be reached')),
    ...unreachable.map(({ code, count, message }) => row(count, `${paper.paint('red', code)}: ${message}`)),
    ...(unknown.count > 0 ? [row(unknown.count, `nobody knows; tried all the same: ${some(unknown)}`)] : []),
    `  It takes ${lasting(duration.atLearnedRate ?? duration.atConfiguredRate)}.`,
  ];
}

function some({ count, ids }: Resolved['unknown']): string {
  const shown = ids.slice(0, 3);
  return shown.join(', ') + (count > shown.length ? ', …' : '');
}

function lasting({ rate, ms }: Lasting): string {
  const seconds = Math.ceil(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const parts = [
    hours > 0 ? `${hours} h` : '',
    minutes > 0 ? `${minutes} min` : '',
    hours > 0 ? '' : `${seconds % 60} s`,
  ];
  return `${parts.filter((part) => part !== '').join(' ')} at ${rate} a second`;
}
