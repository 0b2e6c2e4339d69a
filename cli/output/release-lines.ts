import type { ToRelease } from '../api/shapes.ts';
import type { Screen } from '../terminal/screen.ts';
import { resolvedLines } from './resolved-lines.ts';
import { oneLine } from './words.ts';

/** All that somebody decides about who releases a broadcast: the whole message, whom it names, and how many it comes to. */
export function releaseLines(shown: ToRelease, paper: Screen): string[] {
  const { createdBy, release, message, audience, startAt, expiresAt, priority, resolved, fingerprint } = shown;
  const { quietHours, maxRate, onUncertain, webhook, confirmation } = shown;
  const { exclude } = audience;
  const facts: readonly (readonly [string, string | null | undefined])[] = [
    ['created by', oneLine(createdBy)],
    ['edited by', release?.editedBy && oneLine(release.editedBy)],
    ['starts', startAt ?? 'at once'],
    ['expires', expiresAt],
    ['quiet', quietHours && hours(quietHours)],
    ['priority', priority === 'urgent' ? 'urgent' : ''],
    ['at most', maxRate == null ? '' : `${maxRate} requests a second`],
    ['if uncertain', onUncertain],
    ['end told to', webhook && oneLine(webhook.url)],
    ['summary', message.summary && oneLine(message.summary)],
    ['text is', 'card' in message ? '' : message.textFormat],
    ['fingerprint', fingerprint],
  ];
  const text = 'card' in message ? JSON.stringify(message.card, null, 2) : message.text;
  return [
    ...facts.filter(([, fact]) => fact != null && fact !== '').map(([name, fact]) => `  ${name.padEnd(12)}  ${fact}`),
    '',
    ...text.split('\n').map((line) => `  ${paper.paint('bold', '|')} ${oneLine(line)}`),
    '',
    ...audience.include.flatMap((source) => sourceLines('to', source)),
    ...exclude.flatMap((source) => sourceLines('not to', source)),
    ...(resolved ? ['', ...resolvedLines(resolved, paper)] : []),
    ...(confirmation ? ['', `  ${paper.paint('yellow', 'unusual')}: ${oneLine(confirmation.detail)}`] : []),
  ];
}

function hours({ from, to, days }: NonNullable<ToRelease['quietHours']>): string {
  return `${from} to ${to}${days ? `, ${days.join(' ')}` : ''}`;
}

function sourceLines(how: string, { type, ids }: { type: string; ids?: readonly string[] }): string[] {
  return [`  ${how} ${type}`, ...(ids ?? []).map((id) => `    ${id}`)];
}
