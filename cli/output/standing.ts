import type { Broadcast } from '../api/shapes.ts';
import type { Screen } from '../terminal/screen.ts';
import { changeLine } from './change-line.ts';
import { painted } from './words.ts';

/** How a broadcast stands, in a line, such as `sending: 405 of 800 delivered, 3 failed`. */
export function standing(broadcast: Broadcast, paper: Screen): string {
  const { status, counts, planned } = broadcast;
  if (counts.audience === 0 && !planned) return painted(paper, status);
  const others = Object.entries(counts).filter(([state, n]) => n > 0 && state !== 'audience' && state !== 'delivered');
  const told = [
    `${counts.delivered} of ${counts.audience}${planned ? '' : ' so far'} delivered`,
    ...others.map(([state, n]) => `${n} ${state}`),
  ];
  const change = changeLine(broadcast);
  return `${painted(paper, status)}: ${told.join(', ')}${change === '' ? '' : `; ${change}`}`;
}
