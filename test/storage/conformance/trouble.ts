/** What goes wrong between an adapter and its service, in the suite's own words. */
import type { StorageTrouble } from '../../../local/memory/storage-trouble.ts';
import type { Trick } from '../proxy.ts';

export type Trouble = keyof typeof troubles;

/** Whether the service has done what was asked, how Azurite is made to answer so, and what memory is told. */
const troubles = {
  'a time-out before it was done': { done: false, trick: { do: 'hang' } },
  'a time-out after it was done': { done: true, trick: { do: 'stall' } },
  'a connection cut before it was done': { done: false, trick: { do: 'drop' } },
  'a connection cut after it was done': { done: true, trick: { do: 'cut' } },
  'half an answer': { done: true, trick: { do: 'half' } },
  'a 500': { done: false, trick: { do: 'answer', status: 500, code: 'InternalError' } },
  'a 503': { done: false, trick: { do: 'answer', status: 503, code: 'ServerBusy' } },
} as const satisfies Readonly<Record<string, { readonly done: boolean; readonly trick: Trick }>>;

export const everyTrouble = Object.keys(troubles) as readonly Trouble[];

/** Whether the service does what was asked. */
export function isDone(trouble: Trouble): boolean {
  return troubles[trouble].done;
}

/** The same for a man in the middle. */
export function trickOf(trouble: Trouble): Trick {
  return troubles[trouble].trick;
}

/** The same for storage in memory. */
export function memoryTrouble(trouble: Trouble): StorageTrouble {
  return { kind: 'unanswered', done: isDone(trouble), cause: trouble };
}
