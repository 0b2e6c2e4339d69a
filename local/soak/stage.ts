import type { Screen } from '../../cli/terminal/screen.ts';
import { startAzurite } from '../azurite.ts';
import { BroadcastApi } from '../copies/broadcast-api.ts';
import type { Closing } from '../copies/closing.ts';
import { Copies } from '../copies/copies.ts';
import { Mishaps } from '../faulty-storage/mishaps.ts';
import { proxyStorage } from '../faulty-storage/storage-proxy.ts';
import type { SimulatedTeams } from '../teams/simulated-teams.ts';
import { startSimulatedTeams } from '../teams/start-simulated-teams.ts';
import { DeadWaves } from './dead-waves.ts';
import type { SoakOptions } from './options.ts';

/** What runs while a soak does. */
export interface Stage {
  readonly options: SoakOptions;
  readonly screen: Screen;
  readonly teams: SimulatedTeams;
  readonly copies: Copies;
  readonly api: BroadcastApi;
  readonly deadWaves: DeadWaves;
  /** What goes wrong between the copies and their storage, once it is on. */
  readonly mishaps: Mishaps;
}

/** Teams allows 50 requests a second where 45 is the app's own limit. */
const ROOM = 50 / 45;
/** Of all requests to storage. */
const MISHAP_PROBABILITY = 0.03;
/** As a host in Azure gives it, ms. */
const GRACE_MS = 30_000;
/**
 * Each copy takes two jobs at a time, so that a broadcast's four are shared between the two; otherwise the first to look
 * takes them all, and the other one is idle.
 */
const sharing = {
  AzureFunctionsJobHost__extensions__queues__batchSize: '1',
  AzureFunctionsJobHost__extensions__queues__newBatchThreshold: '1',
};

/**
 * Starts the storage emulator, Teams, and two copies of the app.
 * @param failed called when a copy ends though nobody told it to
 */
export async function openStage(
  options: SoakOptions,
  screen: Screen,
  closing: Closing,
  failed: (error: Error) => void,
): Promise<Stage> {
  const { users, latency, rate, bundle, seed } = options;
  const deadWaves = new DeadWaves();
  const mishaps = new Mishaps(seed, MISHAP_PROBABILITY);
  const azurite = await startAzurite();
  closing.add(() => azurite.stop());
  const proxy = options.storageFaults ? await proxyStorage(azurite.connectionString, mishaps.interfere) : undefined;
  if (proxy) closing.add(() => proxy.close());
  const limits = { perSecond: Math.ceil(rate * ROOM) };
  const teams = await startSimulatedTeams({ org: { users }, latency, limits, users: 'installed' });
  closing.add(() => teams.stop());
  const copies = new Copies({
    storage: (proxy ?? azurite).connectionString,
    rate,
    bundle,
    settings: sharing,
    grace: GRACE_MS,
    heard: (_, line) => deadWaves.heard(line),
    failed,
  });
  closing.add((how) => copies.end(how));
  await Promise.all([copies.start(), copies.start()]);
  const api = new BroadcastApi(() => copies.running.map((copy) => copy.url));
  return { options, screen, teams, copies, api, deadWaves, mishaps };
}
