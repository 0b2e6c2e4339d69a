import type { Person } from '../api/shapes.ts';
import type { Screen } from '../terminal/screen.ts';
import { table } from './table.ts';
import { instant, oneLine, painted } from './words.ts';

/** Whether somebody can be reached, why not, and what they got lately. */
export function personLines(
  { id, reachable, reason, conversation, locale, timeZone, deliveries }: Person,
  paper: Screen,
): string[] {
  const answer = reachable ? paper.paint('green', 'can be reached') : paper.paint('red', 'cannot be reached');
  const since = conversation?.since ? ` since ${instant(conversation.since)}` : '';
  const known = [locale, timeZone].filter((fact) => fact !== null).join(', ');
  return [
    `${paper.paint('bold', id)} ${answer}${since}${known === '' ? '' : ` (${known})`}.`,
    ...(reason ? [`  ${reason.code}: ${reason.message}`, `  → ${reason.action}`] : []),
    '',
    ...(deliveries.items.length === 0
      ? ['Was in no broadcast lately.']
      : table(
          paper,
          ['BROADCAST', 'CREATED', 'STATE', 'SUMMARY', 'WHY'],
          deliveries.items.map((delivery) => [
            delivery.broadcast.id,
            instant(delivery.broadcast.createdAt),
            painted(paper, delivery.state),
            oneLine(delivery.broadcast.summary),
            delivery.reason?.code ?? '',
          ]),
        )),
  ];
}
