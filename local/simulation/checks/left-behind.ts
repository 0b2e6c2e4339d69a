import { decodeGate } from '../../../shared/pace/gate.ts';
import { storageIsFair } from '../scenario.ts';
import { TENANT, type World } from '../world.ts';

/**
 * Once all has ended the gate keeps nobody from sending. Where machines die or storage is out just then, the watcher sees
 * to it when there is work again.
 */
export async function checkGate({ scenario, fleet, storage, verdicts }: World): Promise<void> {
  if (scenario.kind === 'foul' || fleet.ends.crashes > 0 || !storageIsFair(scenario)) return;
  const row = await storage.tables.gates.read(TENANT, 'gate');
  const blocked = row ? Object.keys(decodeGate(row.values, TENANT).blocked) : [];
  if (blocked.length > 0) verdicts.blame('left-behind', `The gate still blocks ${blocked.join(' and ')}`);
}
