import { between, type Chance } from './random.ts';
import type { MessageChange, Run, Scenario, Undertaking } from './scenario.ts';

/**
 * Adds to a scenario what shows defects that hardly ever show: an end at which everything dies, a retry long after the
 * message was edited, an edit or a recall just when the first have it.
 * @param chance of its own: what was drawn before stays as it was
 */
export function provoke(scenario: Scenario, chance: Chance): Scenario {
  const { kind, undertakings, weather } = scenario;
  if (kind === 'kills') return { ...scenario, ...(chance() < 0.2 && { diesAtEnd: true as const }) };
  if (kind !== 'foul') return scenario;
  const provoked = undertakings.map((one) => corrected(one, chance));
  if (chance() >= 0.15) return { ...scenario, undertakings: provoked };
  const { teams } = weather;
  const slow = { ...weather, teams: { ...teams, slow: Math.max(SLOW, teams.slow) } };
  return { ...scenario, weather: slow, undertakings: provoked.map((one) => repented(one, chance)) };
}

/** What was wrong is mended first, and sent again to the others when that is done, ms. */
const LATER = [60_000, 180_000] as const;

function corrected(undertaking: Undertaking, chance: Chance): Undertaking {
  const { runs, changes } = undertaking;
  if (runs.length === 1 || chance() >= 0.5) return undertaking;
  const later = between(chance, ...LATER);
  const waits = (run: Run, i: number): Run => (i === 0 ? run : { ...run, after: later });
  return {
    ...undertaking,
    runs: runs.map(waits),
    changes: inOrder([...changes, editAfter(between(chance, 0, later))]),
  };
}

/** So many answers are late, and come when what was answered before is taken back already. */
const SLOW = 0.3;

/** The first messages are there, the next ones on their way, ms. */
const FIRST = [1_000, 5_000] as const;

/** Who sees with the first messages that it was wrong, or should not have been sent. */
function repented(undertaking: Undertaking, chance: Chance): Undertaking {
  if (undertaking.changes.length > 0 || undertaking.test) return undertaking;
  const kind = chance() < 0.7 ? 'edit' : 'recall';
  return { ...undertaking, changes: [{ kind, after: between(chance, ...FIRST), copies: 1 }] };
}

const editAfter = (after: number): MessageChange => ({ kind: 'edit', after, copies: 1 });
const inOrder = (changes: readonly MessageChange[]) => changes.toSorted((a, b) => a.after - b.after);
