import assert from 'node:assert/strict';
import { after } from 'node:test';
import type { InboundActivity } from '../../../local/teams/events/activity.ts';
import type { SimulatedTeams } from '../../../local/teams/simulated-teams.ts';
import { startSimulatedTeams } from '../../../local/teams/start-simulated-teams.ts';
import type { BroadcastView } from '../../../shared/api/views/broadcast.ts';
import { eventually } from '../../support/eventually.ts';
import { ownStorage } from '../../support/own-storage.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { TENANT } from '../../support/token-authority.ts';
import { type ConnectorServer, startConnectorServer } from '../../teams/connector-server.ts';
import { type Authorities, type RehearsedCloud, startAuthorities } from './authority.ts';

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The whole app in a rehearsal: real tokens all around, and nothing that is not on this machine. */
export interface Stage {
  readonly authorities: Authorities;
  /** Of the app's own tenant; asks for the bot's token, and signs what it tells the bot. */
  readonly teams: SimulatedTeams;
  /** A Teams that is on the app's list, of the other tenant, which does no more than it is told. */
  readonly second: ConnectorServer;
  /** Is on no list: whoever is asked for anything there has been led astray. */
  readonly elsewhere: ConnectorServer;
  readonly app: RunningApp;
  /** Starts the app once more, on the same storage. */
  startAnother(): Promise<RunningApp>;
  /** Posts an activity to the bot with a header Authorization, or without any. @returns the status */
  tell(activity: object, authorization: string | undefined, app?: RunningApp): Promise<number>;
  /** Calls the API with a token, or without. */
  call(method: string, path: string, token: string | undefined, body?: object, app?: RunningApp): Promise<Answer>;
  /** Creates a broadcast to everyone and waits for its end. @param token of somebody who may send */
  broadcast(token: string, body?: object): Promise<BroadcastView>;
}

export async function startStage(users: number, cloud: RehearsedCloud = 'public'): Promise<Stage> {
  const authorities = await startAuthorities(cloud);
  const sign = (activity: InboundActivity) => authorities.vouch(authorities.botClaims(activity.serviceUrl));
  const org = { users, tenant: TENANT };
  const teams = await startSimulatedTeams({ org, limits: 'off', sign, admits: authorities.isBots });
  after(() => teams.stop());
  const [second, elsewhere] = [await startConnectorServer(), await startConnectorServer()];
  const hosts = [teams.serviceUrl, second.serviceUrl].map((url) => new URL(url).host);
  const env = { ...authorities.settings, CARILLON_CLOUD: cloud, CARILLON_SERVICE_HOSTS: hosts.join(',') };
  const storage = await ownStorage();
  const startAnother = () => startApp({ storage, env });
  const app = await startAnother();
  teams.events.endpoint = `${app.url}/api/messages`;

  const stage: Stage = {
    authorities,
    teams,
    second,
    elsewhere,
    app,
    startAnother,
    async tell(activity, authorization, { url } = app) {
      const headers = { 'Content-Type': 'application/json', ...(authorization !== undefined && { authorization }) };
      const answer = await fetch(`${url}/api/messages`, { method: 'POST', headers, body: JSON.stringify(activity) });
      await answer.arrayBuffer();
      return answer.status;
    },
    async call(method, path, token, body, { url } = app) {
      const headers = {
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      };
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      const answer = await fetch(`${url}/api/${path}`, { method, headers, ...sent });
      return { status: answer.status, body: (await answer.json()) as Answer['body'] };
    },
    async broadcast(token, body = announcement()) {
      const created = await stage.call('POST', 'broadcasts', token, body);
      assert.equal(created.status, 202, JSON.stringify(created.body));
      const get = async () => (await stage.call('GET', `broadcasts/${created.body['id']}`, token)).body;
      return (await eventually(get, ({ endedAt }) => endedAt !== null)) as unknown as BroadcastView;
    },
  };
  return stage;
}

/** The body of a broadcast to everyone. */
export function announcement(): object {
  return { message: { text: 'Water is off', textFormat: 'plain' }, audience: { include: [{ type: 'everyone' }] } };
}

/** Somebody gets the app, says an activity, of a tenant that is at an address. */
export function install(user: string, serviceUrl: string | undefined, tenantId: string = TENANT): object {
  return {
    type: 'installationUpdate',
    action: 'add',
    id: `f:${crypto.randomUUID()}`,
    timestamp: new Date().toISOString(),
    channelId: 'msteams',
    serviceUrl,
    from: { id: `29:${user}`, aadObjectId: user },
    conversation: { id: `a:${user}`, conversationType: 'personal', tenantId },
    recipient: { id: '28:bot', name: 'Carillon' },
    channelData: { tenant: { id: tenantId } },
  };
}
