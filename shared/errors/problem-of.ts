import { DamagedRow } from '../storage/damaged-row.ts';
import { StorageUnavailable } from '../storage/table.ts';
import { Problem } from './problem.ts';

/** What a caller is told of an error: itself, if it is a Problem. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof DamagedRow) return new Problem('record-damaged', { cause: error });
  return new Problem(error instanceof StorageUnavailable ? 'storage-unavailable' : 'internal-error', { cause: error });
}
