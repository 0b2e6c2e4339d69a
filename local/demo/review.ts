import type { Broadcast } from '../copies/broadcast-api.ts';
import { compare, type Disagreement } from '../copies/compare.ts';
import type { Life } from './life.ts';
import { showLedger, showOutcome, showUncertain, showVerdict } from './report.ts';
import type { Stage } from './stage.ts';

/**
 * Asks the app how everybody stands, compares that with what everybody received, and shows both.
 * @returns on what they disagree
 */
export async function review(stage: Stage, broadcast: Broadcast, life: Life): Promise<readonly Disagreement[]> {
  const { screen, teams, api, options } = stage;
  const { ids, users } = teams.org;
  const deliveries = await api.deliveries(broadcast.id);
  const found = compare({
    everyone: Array.from({ length: users }, (_, user) => ids.aadObjectId(user)),
    said: deliveries.map(({ recipient, state, attempts }) => ({ id: recipient.id, state, attempts })),
    counts: broadcast.counts,
    received: teams.countsByUser(),
    onUncertain: options.onUncertain,
  });
  const nameOf = (id: string) => {
    const user = teams.org.find(id);
    return user === undefined ? 'somebody unknown' : teams.org.user(user).name;
  };
  showOutcome(screen, broadcast, deliveries);
  showUncertain(screen, await api.deliveries(broadcast.id, 'uncertain'), nameOf);
  showLedger(screen, teams, life, deliveries, found);
  showVerdict(screen, found, nameOf, users);
  return found;
}
