import { Problem } from '../errors/problem.ts';
import type { Log } from '../log/log.ts';

/**
 * As many activities as a process works on at once. Teams waits 15 s for an answer, and tells of an install for 100,000 people 56
 * times a second: for more than 840 nobody waits. They fit: one that waits for storage was measured at 210 KB, the largest that
 * Teams sends (100 KB) at 270, all its connections and those of the local host included, and the idle app at 200 MB; an instance
 * has 512. It is a last resort: infra/ asks Azure to hand an instance 32 requests at once.
 */
export const PLACES = 840;

/** The places that there are for activities. Who holds one has shown a good token: strangers can't fill them. */
export interface Places {
  /**
   * Does something, if there is a place for it.
   * @throws {Problem} too-busy: nothing was done
   */
  hold<T>(work: () => Promise<T>): Promise<T>;
}

/** @param log bounded: what there is no place for comes in thousands */
export function openPlaces(log: Log, most = PLACES): Places {
  let held = 0;
  return {
    async hold(work) {
      if (held >= most) {
        log('warn', 'activity-put-off');
        throw new Problem('too-busy', { isLogged: true });
      }
      held++;
      try {
        return await work();
      } finally {
        held--;
      }
    },
  };
}
