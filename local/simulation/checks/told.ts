import { decodeTelling } from '../../../shared/records/telling-row.ts';
import { TENANT } from '../tenant.ts';
import { MINUTE, type World } from '../world.ts';

/**
 * So long after the faults each end has been told: with the waits that went by while they lasted, the next attempt is at most
 * ten minutes away and comes through; or its job was lost, and the watcher sees that two minutes later.
 */
const PATIENCE = 20 * MINUTE;
const STEP = MINUTE / 2;

/** Once all has ended, every end that has a webhook is told, sooner or later, and known to be. */
export async function checkTold({ time, told, storage, verdicts }: World): Promise<void> {
  const { broadcasts } = storage.tables;
  for (const until = time.now + PATIENCE; time.now < until; await time.run(time.now + STEP, () => false)) {
    const { rows } = await broadcasts.range(TENANT, { from: 'aw', before: 'ax', limit: 1 });
    if (rows.length === 0 && told.untold.length === 0) break;
  }
  for (const end of told.untold) verdicts.blame('untold', `The webhook was not told of ${end}`);
  for (const row of (await broadcasts.range(TENANT, { from: 'w', before: 'x' })).rows) {
    const { ended, state, attempts } = decodeTelling(row, TENANT);
    if (state === 'delivered') continue;
    verdicts.blame('untold', `${ended.id}, run ${ended.run}, is ${state} after ${JSON.stringify(attempts)}`);
  }
}
