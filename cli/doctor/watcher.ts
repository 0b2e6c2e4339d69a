import type { ReadinessView } from '../../shared/api/views/readiness.ts';
import { type Finding, open, problem, well } from './finding.ts';

/** The watcher leaves word each five minutes; two that are missing, and a little, are no accident, minutes. */
const LATE = 12;

/** Whether the timer that watches over broadcasts runs. An older release does not say. */
export function watcherOf({ watcherRanAt, asOf }: ReadinessView): readonly Finding[] {
  if (watcherRanAt === undefined || asOf === undefined) return [];
  if (watcherRanAt === null) return [open('watcher', ...notYet)];
  const minutes = Math.max(0, Math.floor((Date.parse(asOf) - Date.parse(watcherRanAt)) / 60_000));
  const ago = minutes === 0 ? 'less than a minute' : minutes === 1 ? 'a minute' : `${minutes} minutes`;
  if (minutes < LATE) return [well('watcher', `The watcher runs: it left word ${ago} ago.`)];
  return [problem('watcher', `The watcher left word ${ago} ago, and should each five minutes.`, ...silent)];
}

const notYet = [
  'The watcher, the timer that looks after broadcasts, has not left word yet.',
  'It does within five minutes of the first deployment: look again then. If there is none even so, restart the function app.',
] as const;

const silent = [
  'What a crash or a lost message has cut short goes on only when somebody looks at it, and nothing that is over ends by itself.',
  'Restart the function app: timers have stopped after deployments before. If it stays silent, the log of the function watch has why.',
] as const;
