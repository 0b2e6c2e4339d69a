import { endStatuses } from '../../records/broadcast.ts';

export const broadcastStatuses = [
  'awaiting-release',
  'scheduled',
  'planning',
  'sending',
  'paused',
  'canceling',
  ...endStatuses,
] as const;
/** A client takes a status it does not know for not ended, unless `endedAt` is set. */
export type BroadcastStatus = (typeof broadcastStatuses)[number];
