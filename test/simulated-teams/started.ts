import type { TestContext } from 'node:test';
import type { SimulatedTeamsOptions } from '../../local/teams/options.ts';
import type { SimulatedTeams } from '../../local/teams/simulated-teams.ts';
import { startSimulatedTeams } from '../../local/teams/start-simulated-teams.ts';

/** A simulated Teams for one test, without limits unless asked for: users have the app, and it stops with the test. */
export async function started(t: TestContext, options: Partial<SimulatedTeamsOptions> = {}): Promise<SimulatedTeams> {
  const teams = await startSimulatedTeams({ org: { users: 20 }, limits: 'off', users: 'installed', ...options });
  t.after(() => teams.stop());
  return teams;
}
