import assert from 'node:assert/strict';
import { after } from 'node:test';
import type { SimulatedTeamsOptions } from '../../local/teams/options.ts';
import type { SimulatedTeams } from '../../local/teams/simulated-teams.ts';
import { startSimulatedTeams } from '../../local/teams/start-simulated-teams.ts';
import type { RunningApp } from './running-app.ts';

export interface OrgOptions extends Omit<SimulatedTeamsOptions, 'org' | 'endpoint' | 'users'> {
  readonly users: number;
  readonly teams?: number;
  readonly groupChats?: number;
  /**
   * How the app comes to know its users. `installs`: everybody gets the app, and each install is told in two events.
   * `messages` (default, and faster): everybody has it, and writes a word.
   */
  readonly known?: 'installs' | 'messages';
  /** So many users, the first ones, become known to the app; default all. The others have the app, but it never heard. */
  readonly knownUsers?: number;
}

/** An organisation in a simulated Teams of its own, and its people. */
export interface TestOrg {
  readonly teams: SimulatedTeams;
  readonly tenant: string;
  /** Entra object ids by index. */
  readonly ids: readonly string[];
}

/** So many activities are posted at a time. */
const AT_ONCE = 24;
let orgs = 0;

/** Starts an organisation like no other in this process, without limits and latency unless asked for. */
export async function startOrg(
  app: RunningApp,
  { users, teams: teamCount, groupChats, known = 'messages', knownUsers = users, ...options }: OrgOptions,
): Promise<TestOrg> {
  const org = { users, seed: ++orgs, teams: teamCount ?? 0, groupChats: groupChats ?? 0 };
  const endpoint = `${app.url}/api/messages`;
  const teams = await startSimulatedTeams({
    limits: 'off',
    users: 'installed',
    logSize: 50_000,
    ...options,
    org,
    endpoint,
  });
  after(() => teams.stop());
  if (known === 'installs') {
    const { failed } = await teams.installAll({ concurrency: AT_ONCE, to: knownUsers, ...patient });
    assert.deepEqual(failed, []);
  } else {
    await everybodyWrites(teams, knownUsers);
  }
  return {
    teams,
    tenant: teams.org.tenant,
    ids: Array.from({ length: users }, (_, i) => teams.org.ids.aadObjectId(i)),
  };
}

/** Teams sends an activity again that was not answered in 15 s; a busy machine may need it. */
const patient = { redeliveries: 3 };

async function everybodyWrites(teams: SimulatedTeams, users: number): Promise<void> {
  let next = 0;
  const write = async () => {
    while (next < users) await teams.events.say(next++, 'Hello', patient);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, write));
}
