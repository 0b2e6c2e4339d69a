import type { Answer } from './operation.ts';
import type { ShownName } from './schemas.ts';

/**
 * It is shown as it is.
 * @param how `polled`: it is asked for again and again; `tagged`: it has an ETag, and there is nothing to wait for
 */
export const shows = (is: ShownName, says: string, how?: 'polled' | 'tagged'): Answer => ({
  ...{ status: 200, says, is },
  ...(how && { [how]: true }),
});

/** It is begun, and goes on: the broadcast as it stands, where to look for what becomes of it, and when. */
export const begins = (says: string): Answer => ({
  ...{ status: 202, says, is: 'Broadcast' },
  ...{ located: true, retryAfter: true },
});

/** @param types what is in it, by media type */
export const streams = (says: string, types: Readonly<Record<string, string>>): Answer => ({
  ...{ status: 200, says },
  streamed: types,
});
