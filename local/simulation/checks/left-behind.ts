import { decodeGate } from '../../../shared/pace/gate.ts';
import { TENANT, type World } from '../world.ts';

/** Once all has ended the gate keeps nobody from sending; where machines die, the watcher sees to it at the next work. */
export async function checkGate({ scenario, fleet, storage, verdicts }: World): Promise<void> {
  if (scenario.kind === 'foul' || fleet.ends.crashes > 0) return;
  const row = await storage.tables.gates.read(TENANT, 'gate');
  const blocked = row ? Object.keys(decodeGate(row.values, TENANT).blocked) : [];
  if (blocked.length > 0) verdicts.blame('left-behind', `The gate still blocks ${blocked.join(' and ')}`);
}
