import type { Context } from '../../../shared/context.ts';
import { Problem } from '../../../shared/errors/problem.ts';
import { retryBroadcast } from '../../../shared/lifecycle/retry.ts';
import { broadcastRow } from '../../../shared/records/broadcast-keys.ts';
import { isMark } from '../../../shared/records/release-mark.ts';
import { forget } from '../../../shared/retention/forget.ts';
import type { Row } from '../../../shared/storage/table.ts';
import { simulatedContext } from '../app/context.ts';
import { Machine } from '../machine.ts';
import { between } from '../random.ts';
import { reachTeams } from '../reach/reach-teams.ts';
import { reachWebhook } from '../reach/reach-webhook.ts';
import { TENANT } from '../tenant.ts';
import { fair } from '../weather.ts';
import { MINUTE, type World } from '../world.ts';

const NIGHT = 24 * 60 * MINUTE;
/** What CARILLON_RETENTION_DAYS says unless it is set. */
const RETENTION = 365 * NIGHT;
/** In so many nights the machine dies, at some request; the last two nights are good. */
const BAD_NIGHTS = 3;

/**
 * A year later what has ended is forgotten, whenever machines die over it, and not a row of it is left. What was taken up
 * again, and has not ended since, loses none.
 */
export async function checkForgotten(world: World): Promise<void> {
  const { time, verdicts, scenario, broadcasts, fleet, chance } = world;
  fleet.end();
  const ids = scenario.undertakings.flatMap(({ text }) => broadcasts.idsOf(text));
  const open = await takeUp(world, ids);
  const kept = open === undefined ? [] : await rowsOf(world, open);
  let night = time.now + RETENTION + MINUTE;
  for (let n = 0; n < BAD_NIGHTS + 2; n++, night += NIGHT) {
    time.at(night, () => {});
    await time.run(night, () => false);
    const machine = new Machine(`night ${n + 1}`, time, chance, 0);
    if (n < BAD_NIGHTS) time.after(between(chance, 0, 20 * scenario.storageMs), () => machine.crash());
    let isOver = false;
    const context = { ...contextOn(machine, world), retention: RETENTION };
    forget(context).then(
      () => (isOver = true),
      (error: unknown) => verdicts.blame('bad-answer', String(error)),
    );
    await time.run(night + 10 * MINUTE, () => isOver || !machine.alive);
  }
  for (const id of ids.filter((one) => one !== open)) {
    const [left] = await rowsOf(world, id);
    if (left !== undefined) verdicts.blame('forgotten', `${left} is left of ${id}`);
  }
  if (open === undefined) return;
  const now = (await rowsOf(world, open)).filter(isItsOwn);
  if (now.join() !== kept.filter(isItsOwn).join())
    verdicts.blame('forgotten', `of ${open}, not ended, there is ${now.join(' ')}`);
}

/** A retry of one that can be retried: then it has not ended, and nobody is there to send it. */
async function takeUp(world: World, ids: readonly string[]): Promise<string | undefined> {
  const { time, broadcasts, chance } = world;
  const { tables, queues } = world.storage;
  const context = { ...contextOn(new Machine('operator', time, chance, 0), world), tables, queues };
  for (const id of ids) {
    const run = broadcasts.row(id)?.run ?? 1;
    try {
      await retryBroadcast(context, TENANT, id, { run, states: ['failed', 'canceled', 'uncertain'] });
      return id;
    } catch (error) {
      // What is recalled or has expired can't be retried.
      if (!(error instanceof Problem)) throw error;
    }
  }
  return undefined;
}

function contextOn(machine: Machine, { storage, witness, sends, told, scenario }: World): Context {
  const forecast = () => fair;
  const reached = {
    teams: reachTeams(witness, machine, forecast, undefined, sends),
    call: reachWebhook(machine, forecast, told),
  };
  const way = { forecast, tally: {}, most: scenario.storageMs };
  return simulatedContext(machine, storage, reached, way, scenario, () => {});
}

/** That something was released is asked about for a day, of the tenant: it is no row that a broadcast needs. */
const isItsOwn = (row: string): boolean => !isMark(row);

/** Each row that is a broadcast's, or names it. */
async function rowsOf({ storage }: World, id: string): Promise<readonly string[]> {
  const { broadcasts, deliveries } = storage.tables;
  const { rows } = await broadcasts.range(TENANT, {});
  const isOf = ({ key, values }: Row) => key.includes(id) || key === broadcastRow(id) || values['id'] === id;
  const own = (await deliveries.range(id, {})).rows;
  return [...rows.filter(isOf), ...own].map(({ key, etag }) => `${key} (${etag})`);
}
