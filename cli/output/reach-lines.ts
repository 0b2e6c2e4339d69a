import type { ReachKindView, ReachView } from '../../shared/api/views/reach.ts';
import type { Screen } from '../terminal/screen.ts';
import { instant } from './words.ts';

const says: Readonly<Record<keyof ReachKindView['states'], string>> = {
  active: '',
  unopened: 'of them need their chat created first',
  uninstalled: 'have removed the app',
  blocked: 'have blocked the app',
  archived: 'archived',
  deleted: 'deleted',
};
/** So many languages are shown. */
const LANGUAGES = 5;

/** How many there are, how many can be reached and why others can't, and whether they grow. */
export function reachLines(
  { tenant, asOf, people, teams, channels, chats, languages }: ReachView,
  paper: Screen,
): string[] {
  if (tenant === null) return ['Nobody has the app yet, as far as is known.'];
  const row = (count: number, what: string) => `  ${String(count).padStart(8)}  ${what}`;
  const others = ({ states }: ReachKindView) =>
    Object.entries(states).flatMap(([state, count]) => {
      const what = says[state as keyof typeof says];
      return count === 0 || what === '' ? [] : [row(count, `  ${what}`)];
    });
  const group = (kind: ReachKindView, name: string) =>
    kind.known === 0 ? [] : [row(kind.known, `${name}, ${reachable(kind.reachable, paper)}`), ...others(kind)];
  const { lastHour, lastDay, newestAt } = people.confirmed;
  const named = languages.slice(0, LANGUAGES).map(({ language, count }) => `${language} ${count}`);
  return [
    `${paper.paint('bold', tenant)} at ${instant(asOf)}`,
    row(people.known, `people, ${reachable(people.reachable, paper)}`),
    ...others(people),
    ...(newestAt === null
      ? []
      : [
          row(lastHour, 'of them installed it or wrote in the last hour'),
          row(lastDay, `in the last 24 hours, the newest at ${instant(newestAt)}`),
        ]),
    ...group(teams, 'teams'),
    ...group(channels, 'channels'),
    ...group(chats, 'group chats'),
    ...(named.length === 0 ? [] : [`  Languages: ${named.join(', ')}${languages.length > LANGUAGES ? ', …' : ''}.`]),
  ];
}

const reachable = (count: number, paper: Screen): string => paper.paint('green', `${count} can be reached`);
