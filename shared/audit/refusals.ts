import type { FirstFew } from '../log/first-few.ts';
import type { Asked, Outcome } from './entry.ts';

/**
 * Keeps what somebody is about to do.
 * @returns keeps what came of it; never rejects: the action is done by then
 * @throws {StorageUnavailable} it may be kept, or not
 */
export type BeginEntry = (tenant: string, asked: Asked) => Promise<(outcome: Outcome) => Promise<void>>;

/** Keeps that somebody was refused. @throws {StorageUnavailable} it may be kept, or not */
export type KeepRefusal = (tenant: string, asked: Asked, outcome: Outcome) => Promise<void>;

/**
 * Keeps who was refused without letting them fill the audit: of each caller and action the first few in a minute have entries of
 * their own. All that follow share one. It is written with the first of them, and has no outcome until the minute is over, or the
 * process ends; then the outcome says how many they were. If the process dies before, it is seen that there were more.
 * @param begin writes an entry, and gives what writes its outcome
 */
export function boundedRefusals(begin: BeginEntry, few: FirstFew): KeepRefusal {
  /** The entries that are shared, by caller and action, until they are written. */
  const shared = new Map<string, ReturnType<BeginEntry>>();

  return async (tenant, asked, outcome) => {
    const kind = JSON.stringify([tenant, asked.by.id, asked.action]);
    const write = () => {
      const entry = begin(tenant, asked);
      shared.set(kind, entry);
      return entry;
    };
    const share = () => {
      write();
      return async (times: number) => {
        // Whoever asked was told when it could not be written.
        const end = await shared.get(kind)?.catch(() => undefined);
        shared.delete(kind);
        await end?.({ ...outcome, times });
      };
    };
    if (few.isOne(kind, share)) return await (await begin(tenant, asked))(outcome);
    const entry = shared.get(kind);
    // What could not be written for another is written for this one; by the first of those who wait.
    await entry?.catch(() => (shared.get(kind) === entry ? write() : shared.get(kind)));
  };
}
