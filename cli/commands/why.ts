import type { DeliveryView } from '../../shared/api/views/delivery.ts';
import type { Command } from '../command.ts';
import { usageFailure } from '../failure.ts';
import { isId } from '../input/id-list.ts';
import { instant } from '../output/words.ts';
import type { Screen, Style } from '../terminal/screen.ts';
import { person as showPerson } from './person.ts';

/** What each state means to the one who asks. */
const answers: Readonly<Record<string, readonly [Style, string]>> = {
  pending: ['cyan', 'has not got it yet: it is still to be sent'],
  sending: ['cyan', 'is being sent it at this moment'],
  delivered: ['green', 'got it'],
  failed: ['red', 'did not get it: Teams did not take it'],
  skipped: ['yellow', 'did not get it: it was not sent to them'],
  uncertain: ['yellow', 'may have got it: the answer was lost, and nobody can know'],
  canceled: ['yellow', 'did not get it: the broadcast was canceled first'],
  recalled: ['yellow', 'had got it; it was taken back'],
};

/** Says whether a person got a broadcast, and why, or why not. */
export const why: Command<{ readonly tenant?: string }> = async (session, [person = '', id], options) => {
  if (id === undefined) return showPerson(session, [person], options);
  if (!isId(person)) {
    const action = isId(id)
      ? `The person comes first: carillon why ${id} ${person}`
      : 'Copy it from the Entra admin centre, or from a list of deliveries.';
    throw usageFailure(`A person is named by their object id, not by "${person}".`, action);
  }
  const { api, out } = session;
  await out.show(await api.delivery(id, person), deliveryLines);
  return undefined;
};

function deliveryLines({ recipient, state, attempts, at, reason }: DeliveryView, paper: Screen): string[] {
  const [style, answer] = answers[state] ?? ['bold', state];
  const tries = attempts === 1 ? '1 attempt' : `${attempts} attempts`;
  return [
    `${recipient.id} ${paper.paint(style, answer)} (${[state, tries, instant(at)].filter((s) => s !== '').join(', ')}).`,
    ...(reason ? [`  ${reason.code}: ${reason.message}`, `  → ${reason.action}`] : []),
  ];
}
