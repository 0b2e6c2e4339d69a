import type { Broadcast } from '../api/shapes.ts';
import { instant } from './words.ts';

/** How far an edit or a recall has come, such as `being taken back: 12 to go`; nothing where there was none. */
export function changeLine({ change }: Broadcast): string {
  // An older server shows none.
  if (!change) return '';
  const { kind, left, failed, endedAt, stoppedAt } = change;
  const [doing, done] = kind === 'edit' ? ['being edited', 'edited'] : ['being taken back', 'taken back'];
  const still = failed > 0 ? [`${failed} ${kind === 'edit' ? 'have it as it was' : 'still have it'}`] : [];
  if (stoppedAt) return [`given up ${instant(stoppedAt)}`, ...still].join(', ');
  if (endedAt === null) return `${doing}: ${[`${left} to go`, ...still].join(', ')}`;
  return [`${done} ${instant(endedAt)}`, ...still].join(', ');
}
