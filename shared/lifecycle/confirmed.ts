import type { ErrorCode } from '../errors/catalogue.ts';
import { Problem } from '../errors/problem.ts';
import { StorageUnavailable } from '../storage/table.ts';

/**
 * Does what may be answered only once storage has confirmed it.
 * @param otherwise what the caller is told when it did not: to ask again
 * @throws {Problem}
 */
export async function confirmed<T>(otherwise: ErrorCode, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof StorageUnavailable) throw new Problem(otherwise, { cause: error });
    throw error;
  }
}
