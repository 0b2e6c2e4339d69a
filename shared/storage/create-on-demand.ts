/** Creates a table or queue when a request finds it missing: nothing is asked, and nothing costs, while it is there. */
import { failureOf } from './azure-answer.ts';

/**
 * @param create creates it; succeeds when it is there already
 * @returns runs a request, and when that finds the table or queue missing (so surely nothing was done) creates it and
 *   runs the request once more. Requests that miss it at the same time share one creation.
 */
export function createOnDemand(create: () => Promise<unknown>): <T>(request: () => Promise<T>) => Promise<T> {
  let creating: Promise<unknown> | undefined;
  return async (request) => {
    try {
      return await request();
    } catch (error) {
      if (failureOf(error).kind !== 'absent') throw error;
    }
    creating ??= create().finally(() => {
      creating = undefined;
    });
    await creating;
    return request();
  };
}
