import { userKey } from '../../../shared/audience/conversation.ts';
import { between } from '../random.ts';
import { TENANT } from '../tenant.ts';
import { toldZone } from '../times.ts';
import { FOUL, MINUTE, type World } from '../world.ts';
import { Client } from './client.ts';

/** What Carillon knows of its people before anything happens, and what it does not know yet. */
export async function settlePeople({ scenario, users, witness, storage, chance }: World): Promise<void> {
  const { conversations } = storage.tables;
  const { serviceUrl } = witness.teams;
  for (const [i, user] of users.entries()) {
    if (i >= scenario.people) {
      witness.leave(user, 'absent');
      continue;
    }
    const away = chance() < 0.3 * scenario.odd;
    if (away || chance() < 0.3 * scenario.odd) witness.leave(user, chance() < 0.5 ? 'uninstalled' : 'blocked');
    const conversation = chance() < scenario.odd ? undefined : witness.teams.conversationId(user);
    if (conversation && chance() < 0.5 * scenario.odd) witness.teams.deleteConversation(user);
    const state = away ? 'removed' : 'active';
    const values = { v: 1, state, stateAt: 0, at: 0, conversation, timeZone: toldZone(i) };
    await conversations.write(TENANT, [{ do: 'put', key: userKey(user), values }]);
  }
  const values = { v: 1, serviceUrl, serviceUrlAt: 0, seenAt: 0 };
  await conversations.write('tenants', [{ do: 'put', key: TENANT, values }]);
}

/** People come, go, block the app and come back while broadcasts are under way; Teams tells the bot of most of it. */
export function movePeople(world: World): void {
  const { scenario, users, chance, time } = world;
  const client = new Client(world, 'Teams');
  const soon = () => between(chance, 0, MINUTE);
  for (const [i, user] of users.entries()) {
    if (i >= scenario.people) time.after(soon(), () => void arrive(world, client, user));
    else if (chance() < 0.4 * scenario.odd) time.after(soon(), () => void depart(world, client, user));
  }
}

async function arrive(world: World, client: Client, user: string): Promise<void> {
  world.witness.teams.setStatus(user, 'installed');
  world.timeline.note(`${user} gets the app`);
  await tell(world, client, user, 'add');
}

async function depart(world: World, client: Client, user: string): Promise<void> {
  const { witness, chance } = world;
  const how = chance() < 0.7 ? 'uninstalled' : 'blocked';
  witness.leave(user, how);
  world.timeline.note(`${user} has ${how} the app`);
  // That somebody has blocked the bot is told to nobody.
  if (how === 'uninstalled' && chance() < 0.7) await tell(world, client, user, 'remove');
  if (chance() < 0.4) {
    await client.pause(1_000, MINUTE);
    await arrive(world, client, user);
  }
}

/** Tells the bot, through its endpoint, again until it is answered; at times twice. */
async function tell(world: World, client: Client, user: string, action: 'add' | 'remove'): Promise<void> {
  const { time, witness, chance, start } = world;
  const activity = {
    type: 'installationUpdate',
    action,
    id: `${user}-${time.now}`,
    timestamp: new Date(time.now).toISOString(),
    channelId: 'msteams',
    serviceUrl: witness.teams.serviceUrl,
    from: { id: witness.teams.userId(user), aadObjectId: user },
    recipient: { id: '28:carillon' },
    conversation: { id: witness.teams.conversationId(user), conversationType: 'personal', tenantId: TENANT },
    channelData: { tenant: { id: TENANT } },
    localTimezone: toldZone(Number(user.slice(-12))),
  };
  for (let times = chance() < 0.3 ? 2 : 1; times > 0; ) {
    const told = await client.call({ method: 'POST', path: 'messages', body: activity });
    if (told?.status === 200) times--;
    else if (time.now > start + 2 * FOUL) return;
    await client.pause(500, 5_000);
  }
}
