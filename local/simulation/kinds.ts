import type { StrikeKind } from './strikes.ts';

/**
 * - `foul`: everything goes wrong at times, and stops going wrong after some minutes
 * - the others: one kind of thing goes wrong and nothing else, so that it can be said exactly what it may cost: machines
 *   are killed, stopped (SIGTERM) or frozen, or the gate is lost; Teams is out or throttles; storage is out or crawls;
 *   nothing at all
 */
export type Kind = 'foul' | keyof typeof alone;

/** What goes wrong in a scenario where little does. */
const alone = {
  kills: ['kill'],
  stops: ['stop'],
  freezes: ['freeze'],
  gates: ['lose-gate'],
  outages: ['teams-fails', 'teams-is-silent'],
  storms: ['teams-throttles'],
  'storage-outs': ['storage-out'],
  crawls: ['storage-crawls'],
  fair: [],
} as const satisfies Readonly<Record<string, readonly StrikeKind[]>>;

const everything: readonly StrikeKind[] = [
  'kill',
  'stop',
  'freeze',
  'lose-gate',
  'teams-fails',
  'teams-is-silent',
  'teams-throttles',
  'storage-out',
];

export const allKinds: readonly Kind[] = ['foul', ...(Object.keys(alone) as readonly (keyof typeof alone)[])];

/** What may strike in a scenario of a kind. */
export function strikesIn(kind: Kind): readonly StrikeKind[] {
  return kind === 'foul' ? everything : alone[kind];
}
