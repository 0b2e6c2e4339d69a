import type { Log } from '../log/log.ts';

/**
 * Counts a request of somebody.
 * @param who the id of a caller, which has a slash, or a word for those who have none
 * @throws {Problem} too-many-requests
 */
export type CountRequest = (who: string) => void;

/**
 * Those whose requests are refused before anybody knows who they are, as one caller. `unsigned`: nothing shows that an authority
 * knows them. `signed`: an authority did sign their token, and it is no good here; whoever has none can't use up what these may ask.
 */
export type Strangers = 'unsigned' | 'signed';

/**
 * Counts a refusal among those of its kind. Only what is refused is counted, and only when it is: nobody with a good token waits
 * for strangers, however many come. So each token is verified, which takes a tenth of the time that answering takes at all.
 * @throws {Problem} too-many-requests, instead of the refusal
 */
export function countRefusal(
  who: Strangers,
  door: 'api' | 'bot',
  { count, log }: { readonly count: CountRequest; readonly log: Log },
): void {
  try {
    count(who);
  } catch (error) {
    log('warn', 'strangers-refused', { door, who });
    throw error;
  }
}
