import type { Broadcast } from '../api/shapes.ts';
import type { Screen, Style } from '../terminal/screen.ts';

/** A time to the second, as the API has it: UTC. */
export function instant(iso: string | null | undefined): string {
  return iso == null ? '' : iso.replace(/\.\d+Z$/, 'Z');
}

/** What somebody else wrote, in a line: it must not draw on this terminal, nor break a table. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
}

/** How each state of a delivery looks. */
const styles: Readonly<Record<string, Style>> = {
  ...{ delivered: 'green', sending: 'cyan', failed: 'red', uncertain: 'yellow', skipped: 'yellow' },
  ...{
    completed: 'green',
    planning: 'cyan',
    paused: 'yellow',
    'awaiting-release': 'yellow',
    stopped: 'red',
    canceled: 'yellow',
  },
};

/** A state or status in its colour. */
export function painted(paper: Screen, state: string): string {
  const style = styles[state];
  return style ? paper.paint(style, state) : state;
}

/** Whom a broadcast is for, such as `everyone, 12 users; without 1 user`. */
export function audienceOf({ audience }: Broadcast): string {
  const source = ({ type, count }: { type: string; count?: number }) => {
    if (count === undefined) return type;
    return `${count} ${count === 1 ? type.replace(/s$/, '') : type}`;
  };
  const include = audience.include.map(source).join(', ');
  const exclude = (audience.exclude ?? []).map(source).join(', ');
  return exclude === '' ? include : `${include}; without ${exclude}`;
}
