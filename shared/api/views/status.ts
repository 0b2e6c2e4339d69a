/** How a broadcast can have ended. */
export const endStatuses = ['completed', 'canceled', 'stopped'] as const;
export const broadcastStatuses = ['scheduled', 'planning', 'sending', 'paused', 'canceling', ...endStatuses] as const;
/** A client takes a status it does not know for not ended, unless `endedAt` is set. */
export type BroadcastStatus = (typeof broadcastStatuses)[number];
