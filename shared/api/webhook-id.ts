import type { Broadcast } from '../records/broadcast.ts';

/** The id a receiver tells repetitions by: the same for each attempt at telling of the same end. */
export const webhookId = ({ id, run }: Pick<Broadcast, 'id' | 'run'>): string => `${id}-${run}`;
