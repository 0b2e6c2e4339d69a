import type { Broadcast } from '../api/shapes.ts';
import type { Screen } from '../terminal/screen.ts';
import { changeLine } from './change-line.ts';
import { audienceOf, instant, oneLine, painted } from './words.ts';

/** All of a broadcast that a person would want to know, and what to do next. */
export function broadcastLines(broadcast: Broadcast, paper: Screen): string[] {
  const { id, status, outcome, counts, planned, problem, createdBy, release } = broadcast;
  const facts: readonly (readonly [string, string | null | undefined])[] = [
    ['summary', oneLine(broadcast.summary)],
    ['for', audienceOf(broadcast)],
    ['created', `${instant(broadcast.createdAt)} by ${oneLine(createdBy)}`],
    ['starts', broadcast.startAt],
    ['started', instant(broadcast.startedAt)],
    ['expires', broadcast.expiresAt],
    ['quiet', hours(broadcast.quietHours)],
    ['priority', broadcast.priority === 'urgent' ? 'urgent' : ''],
    ['edited by', release?.editedBy && oneLine(release.editedBy)],
    ['released', release?.releasedAt && `${instant(release.releasedAt)} by ${oneLine(release.releasedBy ?? '')}`],
    ['paused by', broadcast.pausedBy && oneLine(broadcast.pausedBy)],
    ['test', broadcast.test ? 'yes' : ''],
    ['ended', instant(broadcast.endedAt)],
    ['expected', instant(broadcast.eta)],
    ['if uncertain', broadcast.onUncertain],
    ['message', changeLine(broadcast)],
    ['run', broadcast.run > 1 ? String(broadcast.run) : ''],
  ];
  const said = outcome === null ? '' : ` (${outcome} delivered)`;
  return [
    `${paper.paint('bold', id)}  ${painted(paper, status)}${said}`,
    ...facts.filter(([, fact]) => fact != null && fact !== '').map(([name, fact]) => `  ${name.padEnd(12)}  ${fact}`),
    '',
    `  ${String(counts.audience).padStart(8)}  people${planned ? '' : ' so far'}`,
    ...Object.entries(counts)
      .filter(([state, n]) => state !== 'audience' && n > 0)
      .map(([state, n]) => `  ${String(n).padStart(8)}  ${painted(paper, state)}`),
    ...(problem ? ['', `  ${paper.paint('yellow', problem.code)}: ${problem.detail}`] : []),
    ...next(broadcast).map((line, i) => `${i === 0 ? '\n' : ''}  ${line}`),
  ];
}

function hours(quiet: Broadcast['quietHours']): string {
  return quiet ? `${quiet.from} to ${quiet.to}` : '';
}

/** The commands that a person would want now. */
function next({ id, status, problem, endedAt, counts, change }: Broadcast): string[] {
  if (problem?.code === 'tenant-stopped') return ['Go on: carillon start-again TENANT'];
  if (status === 'awaiting-release') return [`Let it go: carillon release ${id}`];
  if (status === 'paused') return [`Go on: carillon resume ${id}`];
  if (endedAt === null) return [`Follow it: carillon watch ${id}`];
  const { failed, skipped, uncertain } = counts;
  return [
    ...(failed + skipped + uncertain > 0 ? [`Why: carillon reasons ${id}`] : []),
    // What was taken back is sent to nobody any more.
    ...(failed > 0 && change?.kind !== 'recall' ? [`Again: carillon retry ${id} --states failed`] : []),
  ];
}
