import { type Caller, localCaller } from '../../../shared/access/caller.ts';

/** Who calls in whose name: a header says it, where there is nobody to sign in with. */
const HEADER = 'x-caller';

const callers: Readonly<Record<string, Caller>> = {
  author: { id: 'author', name: 'an author', roles: ['author'] },
  releaser: { id: 'releaser', name: 'who releases', roles: ['sender'] },
};

/** The header of a call by somebody who may only write, or by who may send; without it, by whoever may do everything. */
export const by = (who: 'author' | 'releaser'): Readonly<Record<string, string>> => ({ [HEADER]: who });

export function callerIn(headers: { get(name: string): string | null }): Caller {
  return callers[headers.get(HEADER) ?? ''] ?? localCaller;
}
