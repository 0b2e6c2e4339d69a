import { controlHandler } from './control/control.ts';
import type { SimulatedTeamsOptions } from './options.ts';
import { SimulatedTeams } from './simulated-teams.ts';

/** Starts a Microsoft Teams for one tenant and one bot, on loopback. */
export async function startSimulatedTeams(options: SimulatedTeamsOptions): Promise<SimulatedTeams> {
  const teams = new SimulatedTeams(options);
  await teams.start(options.host ?? '127.0.0.1', options.port ?? 0, controlHandler(teams));
  return teams;
}
