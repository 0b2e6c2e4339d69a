import { bar, numbers, type Progressing } from './progress.ts';
import type { Screen } from './screen.ts';

const WIDEST_BAR = 32;
const NARROWEST_BAR = 12;
/** What the numbers beside the bar need, and a little more. */
const NUMBERS_WIDTH = 78;

/** A bar and the numbers beside it, as wide as the screen allows. */
export function progressLine(screen: Screen, broadcast: Progressing, now = Date.now()): string {
  const width = Math.min(WIDEST_BAR, Math.max(NARROWEST_BAR, screen.width - NUMBERS_WIDTH));
  const [has, other, sending, left] = bar(broadcast.counts, width);
  const text = numbers(broadcast, now).slice(0, Math.max(0, screen.width - width - 4));
  const parts = [
    screen.paint('green', has),
    screen.paint('yellow', other),
    screen.paint('cyan', sending),
    screen.paint('dim', left),
  ];
  return `  ${parts.join('')}  ${text}`;
}
