import { type BotEvents, EventNotTaken, type EventOptions } from './bot-events.ts';
import type { Delivery } from './post.ts';

export interface InstallAllOptions extends EventOptions {
  /** How many users at a time. Default 8. */
  readonly concurrency?: number;
  /** The first user. Default 0. */
  readonly from?: number;
  /** The user after the last one. Default: the whole org. */
  readonly to?: number;
  /** Called after each user. */
  readonly progress?: (done: number, total: number) => void;
}

/** What came of it: how many were installed, and whom the bot did not hear of. */
export interface InstallAllResult {
  readonly installed: number;
  readonly failed: readonly { readonly user: number; readonly deliveries: readonly Delivery[] }[];
}

/** The app comes to many users, as when an administrator gives it to everyone. */
export async function installAll(
  events: BotEvents,
  users: number,
  { concurrency = 8, from = 0, to = users, progress, ...options }: InstallAllOptions = {},
): Promise<InstallAllResult> {
  const failed: { user: number; deliveries: readonly Delivery[] }[] = [];
  let next = from;
  let done = 0;
  const worker = async () => {
    while (next < to) {
      const user = next++;
      try {
        await events.install(user, options);
      } catch (error) {
        if (!(error instanceof EventNotTaken)) throw error;
        failed.push({ user, deliveries: error.deliveries });
      }
      progress?.(++done, to - from);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return { installed: to - from - failed.length, failed };
}
