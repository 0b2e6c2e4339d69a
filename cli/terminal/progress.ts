import type { BroadcastView } from '../../shared/api/views/broadcast.ts';

type Counts = BroadcastView['counts'];

/** As much of a broadcast as its progress is told from. */
export type Progressing = Pick<BroadcastView, 'counts' | 'rate' | 'eta' | 'planned'>;

/** How many are through with it, one way or the other. */
export function settled({ audience, pending, sending }: Counts): number {
  return audience - pending - sending;
}

/**
 * A bar of so many characters.
 * @returns its parts: who has it; who is through otherwise; who is being sent to; who is still to come
 */
export function bar(
  counts: Counts,
  width: number,
): readonly [has: string, other: string, sending: string, left: string] {
  const { audience, delivered, sending } = counts;
  const upTo = (n: number) => (audience === 0 ? 0 : Math.floor((n / audience) * width));
  const ends = [upTo(delivered), upTo(settled(counts)), upTo(settled(counts) + sending), width] as const;
  return [
    '█'.repeat(ends[0]),
    '█'.repeat(ends[1] - ends[0]),
    '▒'.repeat(ends[2] - ends[1]),
    '░'.repeat(ends[3] - ends[2]),
  ];
}

/**
 * The numbers beside the bar, such as `405 of 800 delivered (30.9/s, 12 s to go), 135 being sent`.
 * @param now ms since 1970
 */
export function numbers({ counts, rate, eta, planned }: Progressing, now: number): string {
  const { audience, delivered, sending, uncertain } = counts;
  const left = eta === null ? 0 : Math.ceil((Date.parse(eta) - now) / 1000);
  const pace = [
    ...(rate !== null && rate > 0 ? [`${rate.toFixed(1)}/s`] : []),
    ...(left > 0 ? [`${left} s to go`] : []),
  ].join(', ');
  return [
    `${delivered} of ${audience}${planned ? '' : ' so far'} delivered${pace === '' ? '' : ` (${pace})`}`,
    ...(sending > 0 ? [`${sending} being sent`] : []),
    ...(uncertain > 0 ? [`${uncertain} uncertain`] : []),
  ].join(', ');
}
