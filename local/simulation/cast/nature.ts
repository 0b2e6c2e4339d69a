import { oneOf } from '../random.ts';
import type { Strike } from '../strikes.ts';
import { TENANT } from '../tenant.ts';
import type { World } from '../world.ts';

/** What happens to machines and to the gate at instants of its own. */
export function letNatureAct(world: World): void {
  for (const strike of world.scenario.strikes) world.time.after(strike.at, () => strikeNow(world, strike));
}

function strikeNow(world: World, { what, ms }: Strike): void {
  const { fleet, chance, timeline } = world;
  timeline.note(`strikes: ${what}${ms > 0 ? `, for ${(ms / 1_000).toFixed(0)} s` : ''}`);
  if (what === 'lose-gate') loseGate(world);
  if (fleet.running.length === 0) return;
  const { machine } = oneOf(chance, fleet.running);
  if (what === 'kill') machine.crash();
  if (what === 'stop') machine.stop();
  if (what === 'freeze') machine.freeze(ms);
}

/** Nobody who runs hears what came of the request under way. */
export function killAll({ fleet, timeline }: World): void {
  timeline.note('every machine dies');
  for (const { machine } of fleet.running) machine.crash();
}

/** The gate's row is gone: nobody knows any more who may not send, and how fast. */
export function loseGate({ storage, timeline }: World): void {
  timeline.note('the gate is lost');
  void storage.tables.gates.write(TENANT, [{ do: 'delete', key: 'gate' }]);
}
