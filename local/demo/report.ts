import type { Screen, Style } from '../../cli/terminal/screen.ts';
import type { Broadcast, Delivery } from '../copies/broadcast-api.ts';
import type { Disagreement } from '../copies/compare.ts';
import type { SimulatedTeams } from '../teams/simulated-teams.ts';
import type { Life } from './life.ts';

/** Of a long list, this many are named. */
const NAMED = 8;
const DISAGREEMENTS_SHOWN = 50;

const styles: Readonly<Record<string, Style>> = { delivered: 'green', uncertain: 'yellow', failed: 'red' };

/** How many ended in each state, and why. */
export function showOutcome(screen: Screen, { counts, id }: Broadcast, deliveries: readonly Delivery[]): void {
  const { audience, ...states } = counts;
  screen.line();
  screen.line(screen.paint('bold', `Outcome, as GET /api/broadcasts/${id} tells it`));
  for (const [state, n] of Object.entries(states)) {
    if (n === 0) continue;
    const reasons = tally(deliveries.filter((d) => d.state === state).map((d) => d.reason?.code));
    const why = [...reasons]
      .sort(([a, m], [b, n]) => n - m || a.localeCompare(b))
      .map(([code, of]) => (reasons.size > 1 ? `${of} ${code}` : code))
      .join(', ');
    const label = state.padEnd(10);
    screen.line(`  ${screen.paint(styles[state] ?? 'dim', label)}${pad(n)}   ${screen.paint('dim', why)}`.trimEnd());
  }
  screen.line(`  ${screen.paint('bold', 'audience'.padEnd(10))}${pad(audience)}`);
}

/** Whom nobody can be sure about, by reason, and what to do about it. */
export function showUncertain(screen: Screen, uncertain: readonly Delivery[], nameOf: (id: string) => string): void {
  if (uncertain.length === 0) return;
  screen.line();
  screen.line(screen.paint('bold', 'Uncertain, as GET …/deliveries?state=uncertain lists them'));
  for (const [code, of] of Map.groupBy(uncertain, ({ reason }) => reason?.code)) {
    const { message = 'No reason is given.', action = '' } = of[0]?.reason ?? {};
    screen.text('  ', `${of.length} ${code ?? 'without a reason'}: ${message}`);
    if (action !== '') screen.text('  → ', action);
    const names = of.slice(0, NAMED).map(({ recipient }) => nameOf(recipient.id));
    const others = of.length - names.length;
    screen.text('    ', names.join(', ') + (others > 0 ? ` and ${others} others` : ''), 'dim');
  }
}

/** What people received, beside what the app says of them. */
export function showLedger(
  screen: Screen,
  teams: SimulatedTeams,
  { chatDeleted }: Life,
  deliveries: readonly Delivery[],
  found: readonly Disagreement[],
): void {
  const received = teams.countsByUser();
  const disputed = new Set(found.map(({ id }) => id));
  screen.line();
  screen.line(screen.paint('bold', `Ledger: what each of the ${teams.org.users} has in the chat with the app`));
  const byState = Map.groupBy(deliveries, (delivery) => delivery.state);
  for (const [state, of] of [...byState].sort(([, a], [, b]) => b.length - a.length)) {
    const agrees = !of.some(({ recipient }) => disputed.has(recipient.id));
    const row = `${pad(of.length)} ${state.padEnd(9)}   ${whatTheyHave(of.map(({ recipient }) => received.get(recipient.id) ?? 0))}`;
    if (agrees) screen.check(row);
    else screen.cross(row);
  }
  if (deliveries.some(({ recipient }) => (received.get(recipient.id) ?? 0) > 1) && found.length === 0) {
    screen.text(
      '    ',
      'twice or more: tried again after a try with an unknown outcome, as onUncertain: retry asks',
      'dim',
    );
  }
  if (chatDeleted.length > 0) {
    const again = chatDeleted.filter((user) => teams.received(user).length > 0).length;
    screen.line(
      `    ${screen.paint('dim', `deleted chats that were made anew and have it: ${again} of ${chatDeleted.length}`)}`,
    );
  }
  const { peakPerSecond, limited } = teams.stats;
  const refused = limited === 0 ? 'refused none as too many' : `refused ${limited} as too many, which were sent again`;
  const pace = `at most ${peakPerSecond} requests in any second; Teams ${refused}`;
  if (limited === 0) screen.check(pace);
  else screen.line(`  ${screen.paint('yellow', '!')} ${pace}`);
}

/** The last line: whether all is well; before it, what is not. */
export function showVerdict(
  screen: Screen,
  found: readonly Disagreement[],
  nameOf: (id: string) => string,
  users: number,
) {
  screen.line();
  if (found.length === 0) {
    const verdict = `App and ledger agree on all ${users} people.`;
    screen.line(
      `${screen.paint('green', '✔')} ${screen.paint('bold', verdict)} ${screen.paint('dim', `(${screen.elapsed})`)}`,
    );
    return;
  }
  screen.line(
    screen.paint('red', `✘ App and ledger disagree on ${found.length === 1 ? 'one thing' : `${found.length} things`}:`),
  );
  for (const { id, what } of found.slice(0, DISAGREEMENTS_SHOWN)) {
    screen.line(`  ${id === undefined ? what : `${nameOf(id)} (${id}): ${what}`}`);
  }
  if (found.length > DISAGREEMENTS_SHOWN) screen.line(`  and ${found.length - DISAGREEMENTS_SHOWN} more`);
}

/** Such as `68 have it once, 43 have nothing`. @param messages how many each has */
function whatTheyHave(messages: readonly number[]): string {
  const people = [...tally(messages)].sort(([, a], [, b]) => b - a);
  const [only, ...others] = people;
  if (only && others.length === 0 && only[0] < 2) return only[0] === 0 ? 'nobody has it' : 'everybody has it, once';
  const times = (n: number) => (n === 1 ? 'once' : n === 2 ? 'twice' : `${n} times`);
  return people
    .map(([n, of]) => `${of} ${of === 1 ? 'has' : 'have'} ${n === 0 ? 'nothing' : `it ${times(n)}`}`)
    .join(', ');
}

function tally<T>(values: readonly (T | undefined)[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function pad(n: number): string {
  return String(n).padStart(6);
}
