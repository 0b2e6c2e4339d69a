import type { LanesRun } from './run.ts';

/** What a run says of a broadcast that came while bulk was under way. */
export interface LanesMeasures {
  /** From the answer to who asked for it to its first message, ms. */
  readonly first: number;
  /** Its messages a second, from the first to the last. */
  readonly rate: number;
  /** Its share of all that was sent meanwhile. */
  readonly share: number;
  /** Most of its messages in any second. */
  readonly most: number;
  /** Most of all messages in any second. */
  readonly mostOfAll: number;
  /** From its last message to the next one of bulk, ms. */
  readonly back: number;
  /** Messages of bulk a second, from five seconds after its last message on. */
  readonly bulkAfter: number;
}

/** From when on bulk is at its rate again, and for how long that is looked at, ms. */
const [SETTLED, LOOKED] = [5_000, 20_000];

export function measuresOf({ answered, coming, bulk }: LanesRun): LanesMeasures {
  const [first, last] = [coming[0]!, coming.at(-1)!];
  const among = bulk.filter((at) => at > first && at < last).length;
  const next = bulk.find((at) => at > last) ?? Number.POSITIVE_INFINITY;
  const after = bulk.filter((at) => at > last + SETTLED && at <= last + SETTLED + LOOKED).length;
  return {
    first: first - answered,
    rate: ((coming.length - 1) * 1_000) / (last - first),
    share: coming.length / (coming.length + among),
    most: mostInASecond(coming),
    mostOfAll: mostInASecond([...bulk, ...coming].toSorted((a, b) => a - b)),
    back: next - last,
    bulkAfter: (after * 1_000) / LOOKED,
  };
}

function mostInASecond(times: readonly number[]): number {
  let [most, from] = [0, 0];
  for (const [i, at] of times.entries()) {
    while (times[from]! <= at - 1_000) from++;
    most = Math.max(most, i - from + 1);
  }
  return most;
}
