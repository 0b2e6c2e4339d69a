import type { Screen } from '../../cli/terminal/screen.ts';
import { startAzurite } from '../azurite.ts';
import { BroadcastApi } from '../copies/broadcast-api.ts';
import type { Closing } from '../copies/closing.ts';
import { Copies } from '../copies/copies.ts';
import type { SimulatedTeams } from '../teams/simulated-teams.ts';
import { startSimulatedTeams } from '../teams/start-simulated-teams.ts';
import { narrator } from './narrate.ts';
import type { DemoOptions } from './options.ts';

/** What runs while a demo does. */
export interface Stage {
  readonly options: DemoOptions;
  readonly screen: Screen;
  readonly teams: SimulatedTeams;
  readonly copies: Copies;
  readonly api: BroadcastApi;
}

/**
 * Starts the storage emulator, Teams, and two copies of the app.
 * @param failed called when a copy ends though nobody told it to
 */
export async function openStage(
  options: DemoOptions,
  screen: Screen,
  closing: Closing,
  failed: (error: Error) => void,
): Promise<Stage> {
  const { users, latency, rate, bundle, onUncertain } = options;
  const storage = await screen.step('Starting the storage emulator', async () => {
    const azurite = await startAzurite();
    closing.add(() => azurite.stop());
    return [azurite.connectionString, 'The storage emulator is up'];
  });
  const teams = await startSimulatedTeams({ org: { users }, latency });
  closing.add(() => teams.stop());
  const copies = new Copies({ storage, rate, bundle, heard: narrator(screen, onUncertain), failed });
  closing.add((how) => copies.end(how));
  await screen.step('Starting two copies of the app', async () => {
    const started = await Promise.all([copies.start(), copies.start()]);
    const which = started.map(({ name, pid }) => `${name} (process ${pid})`);
    return [undefined, `Two copies of the app are up: ${which.join(', ')}`];
  });
  const api = new BroadcastApi(() => copies.running.map((copy) => copy.url));
  return { options, screen, teams, copies, api };
}
