import type { AppCopy } from '../copies/app-copy.ts';
import type { End, PlannedEnd } from './ends.ts';
import type { Stage } from './stage.ts';

/** A copy that storage did not let start is started again, so often. */
const STARTS = 10;

/** Whether an end would come in the middle of sending now: a request is on its way, from a copy that lives. */
export function isSending({ teams, copies }: Stage): boolean {
  return teams.stats.inFlight > 0 && (copies.busiest(portOf(teams.origin)).connections ?? 1) > 0;
}

/** Ends the copy that sends, or both, at this instant; and starts as many anew. */
export async function endCopies(stage: Stage, planned: PlannedEnd): Promise<End> {
  const { copies, teams } = stage;
  const chosen = planned.copies === 2 ? copies.running : [copies.busiest(portOf(teams.origin)).copy];
  const ended = await Promise.all(chosen.map((copy) => endOne(copy, planned)));
  const end = { ...planned, at: Date.now(), clean: ended.every(Boolean) };
  await Promise.all(chosen.map(() => startOne(stage)));
  return end;
}

async function endOne(copy: AppCopy, { signal }: PlannedEnd): Promise<boolean> {
  if (signal === 'SIGTERM') return await copy.stop();
  await copy.kill();
  return false;
}

async function startOne({ copies, options }: Stage): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await copies.start();
      return;
    } catch (error) {
      // As in Azure: an instance that finds no storage ends, and the platform starts another one.
      if (!options.storageFaults || tries === STARTS) throw error;
    }
  }
}

const portOf = (url: string): number => Number(new URL(url).port);
