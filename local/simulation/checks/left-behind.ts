import { decodeGate } from '../../../shared/pace/gate-row.ts';
import { TENANT } from '../tenant.ts';
import type { World } from '../world.ts';

/** So long after the last end the watcher has looked at everything, ms: it looks once a minute. */
const LOOKED = 180_000;

/** Once all has ended, and been looked at, the gate keeps nobody from sending, and nothing is said to have work. */
export async function checkGate({ storage, time, verdicts }: World): Promise<void> {
  await time.run(time.now + LOOKED, () => false);
  const row = await storage.tables.gates.read(TENANT, 'gate');
  // Of a gate that was lost there may be a place alone: nobody is kept by it, and whoever sends next fills it.
  const gate = row && row.values['empty'] !== true ? decodeGate(row.values, TENANT) : undefined;
  const blocked = Object.keys(gate?.blocked ?? {});
  if (blocked.length > 0) verdicts.blame('left-behind', `The gate still blocks ${blocked.join(' and ')}`);
  const active = await storage.tables.broadcasts.range(TENANT, { from: 'a', before: 'b' });
  const said = active.rows.map(({ key }) => key);
  if (said.length > 0) verdicts.blame('left-behind', `${said.join(' and ')} still says that there is work`);
}
