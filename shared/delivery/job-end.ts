import type { Shard } from '../shard/shard.ts';

/** What became of a job. */
export type JobEnd =
  /** Somebody else works on the shard, or nobody may: nothing follows from it. */
  | { readonly kind: 'nothing' }
  /** There was nothing left to do on it. */
  | { readonly kind: 'over' }
  /** This job's write finished the shard: the next of its chain is due, by its key where that is known. */
  | { readonly kind: 'finished'; readonly next?: string; readonly byTime?: true }
  /**
   * Only answers that are late are missing: the next of the chain is due, as after `finished`. `rest` waits for them,
   * records them, sends again who is to be sent again, and tells what became of the job then.
   */
  | {
      readonly kind: 'straggling';
      readonly next?: string;
      readonly byTime?: true;
      readonly rest: () => Promise<JobEnd>;
    }
  /** Whoever is left is due later, by their own clocks: the chain goes on with others meanwhile. */
  | { readonly kind: 'parked'; readonly due: number }
  /** Not now: the same job again after this, ms. */
  | { readonly kind: 'put-back'; readonly ms: number };

/** The end of a job whose write finished its shard. */
export function finishedWith({ next }: Shard): JobEnd {
  return { kind: 'finished', ...(next !== undefined && { next }) };
}
