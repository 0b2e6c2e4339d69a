/** Refused jobs have a partition of their own in the table of broadcasts: what can't be read names no tenant. */
export const REFUSED = 'refused';
/** The newest first: row keys count down from here. */
const NEVER = 10 ** 15;

/**
 * @param at when it was put on the queue, ms since 1970
 * @param hash of what it is, so that the same job refused again is the same row
 */
export const refusedRow = (at: number, hash: string) => `${age(at)}-${hash}`;
/** Those that were refused before a time (ms since 1970; of before that there are none, and its keys would have a digit more). */
export const refusedBefore = (ms: number) => ({ after: `${age(Math.max(1, ms))}-~` });

const age = (at: number) => String(NEVER - Math.floor(at)).padStart(15, '0');
