import assert from 'node:assert/strict';
import test from 'node:test';
import { EventNotTaken } from '../../local/teams/events/bot-events.ts';
import { localTimestamp, utcTimestamp } from '../../local/teams/events/timestamps.ts';
import { listeningBot } from './bot.ts';
import { connectorTo, failureOf, personalChat } from './connector.ts';
import { started } from './started.ts';

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/;
const EVENT_ID = /^f:[0-9a-f-]{36}$/;

test('an installation tells the bot twice: who came together, and that the app was added', async (t) => {
  const { endpoint, inbox } = await listeningBot(t);
  const teams = await started(t, { endpoint, users: 'absent' });
  await teams.events.install(3, { order: 'conversation-first' });
  const user = teams.org.user(3);
  const [membership, installation] = inbox.map((one) => one.activity);
  const envelope = {
    channelId: 'msteams',
    serviceUrl: teams.serviceUrl,
    from: { id: user.id, aadObjectId: user.aadObjectId },
    conversation: { conversationType: 'personal', tenantId: teams.org.tenant, id: teams.conversationId(3) },
    recipient: teams.org.bot,
  };
  const { id, timestamp, ...rest } = membership!;
  assert.match(id, EVENT_ID);
  assert.match(String(timestamp), TIMESTAMP);
  assert.deepEqual(rest, {
    ...envelope,
    type: 'conversationUpdate',
    membersAdded: [{ id: user.id, aadObjectId: user.aadObjectId }, { id: teams.org.bot.id }],
    channelData: { tenant: { id: teams.org.tenant } },
  });
  const { id: otherId, timestamp: _, ...other } = installation!;
  assert.notEqual(otherId, id);
  assert.deepEqual(other, {
    ...envelope,
    type: 'installationUpdate',
    action: 'add',
    locale: user.locale,
    entities: [{ type: 'clientInfo', locale: user.locale }],
    channelData: { tenant: { id: teams.org.tenant }, source: { name: 'message' } },
  });
  assert.equal(inbox[0]?.headers['x-ms-tenant-id'], teams.org.tenant);
  assert.equal(inbox[0]?.headers['x-ms-conversation-id'], teams.conversationId(3));
  assert.equal(inbox[0]?.headers['content-type'], 'application/json; charset=utf-8');
  assert.equal(inbox[0]?.headers.authorization, undefined);
  assert.equal(teams.status(3), 'installed');
});

test('the two events of an installation come in any order, and as often as asked', async (t) => {
  const { endpoint, inbox } = await listeningBot(t);
  const teams = await started(t, { endpoint, users: 'absent' });
  await teams.installAll();
  const firsts = new Map<string, string>();
  for (const { activity } of inbox) {
    if (!firsts.has(activity.conversation.id)) firsts.set(activity.conversation.id, activity.type);
  }
  assert.equal(inbox.length, 40);
  assert.deepEqual(new Set(firsts.values()), new Set(['conversationUpdate', 'installationUpdate']));
  await teams.events.install(0, { copies: 2, order: 'installation-first' });
  assert.deepEqual(
    inbox.slice(40).map(({ activity }) => activity.type),
    ['installationUpdate', 'installationUpdate', 'conversationUpdate', 'conversationUpdate'],
  );
  assert.equal(inbox[40]?.activity.id, inbox[41]?.activity.id);
  await teams.events.install(1, { order: 'together' });
  assert.equal(inbox.length, 46);
});

test('an uninstall makes the chat unreachable; an upgrade changes nothing', async (t) => {
  const { endpoint, inbox } = await listeningBot(t);
  const teams = await started(t, { endpoint });
  const { conversations } = connectorTo(teams.serviceUrl);
  const send = () => conversations.sendToConversation(teams.conversationId(0), { type: 'message', text: 'Hi' });
  await teams.events.upgrade(0);
  assert.ok((await send()).id);
  await teams.events.uninstall(0);
  assert.equal((await failureOf(send())).code, 'BotNotInConversationRoster');
  await teams.events.uninstall(1, { withConversationUpdate: true, order: 'installation-first' });
  assert.deepEqual(
    inbox.map(({ activity }) => activity['action'] ?? activity['membersRemoved']),
    ['add-upgrade', 'remove', 'remove', [{ id: teams.org.bot.id }]],
  );
});

test('a message tells language, place and local time; it reopens the chat and ends a block', async (t) => {
  const { endpoint, inbox } = await listeningBot(t);
  const teams = await started(t, { endpoint });
  const user = teams.org.user(2);
  const old = teams.conversationId(2);
  teams.deleteConversation(2);
  teams.setStatus(2, 'blocked');
  await teams.events.say(2, 'stop <b>it</b>');
  const { activity } = inbox[0]!;
  assert.equal(activity.type, 'message');
  assert.match(activity.id, /^\d{13}$/);
  assert.deepEqual([activity['text'], activity['textFormat']], ['stop <b>it</b>', 'plain']);
  assert.deepEqual(activity['from'], { id: user.id, name: user.name, aadObjectId: user.aadObjectId });
  assert.deepEqual(activity['entities'], [
    {
      ...{ locale: user.locale, country: user.country, platform: user.platform },
      ...{ timezone: user.timezone, type: 'clientInfo' },
    },
  ]);
  assert.deepEqual([activity['locale'], activity['localTimezone']], [user.locale, user.timezone]);
  assert.equal(Date.parse(String(activity['localTimestamp'])), Date.parse(String(activity['timestamp'])));
  assert.notEqual(activity.conversation.id, old);
  const { conversations } = connectorTo(teams.serviceUrl);
  assert.ok((await conversations.sendToConversation(activity.conversation.id, { type: 'message', text: 'Yes' })).id);
});

test('a team tells of the bot, its members and its channels', async (t) => {
  const { endpoint, inbox } = await listeningBot(t);
  const teams = await started(t, { endpoint, org: { users: 9, teams: 1 } });
  const [team] = teams.org.teams;
  const [general, news] = team!.channels;
  const { tenant, bot } = teams.org;
  const about = { team: { aadGroupId: team!.aadGroupId, name: team!.name, id: team!.id }, tenant: { id: tenant } };
  const place = (id: string) => ({ isGroup: true, conversationType: 'channel', tenantId: tenant, id });
  const settings = { selectedChannel: { id: news!.id } };

  await teams.events.addToTeam(team!, { channel: news!, order: 'conversation-first' });
  await teams.events.teamEvent(team!, 'channelCreated', { channel: news! });
  await teams.events.teamEvent(team!, 'teamRenamed');
  await teams.events.teamMember(team!, 4, 'added');
  await teams.events.removeFromTeam(team!, { order: 'conversation-first' });

  const seen = inbox.map(({ activity }) => activity);
  assert.deepEqual(
    seen.map(({ conversation }) => conversation),
    [news, news, general, general, general, general, general].map((channel) => place(channel!.id)),
  );
  assert.deepEqual(
    seen.map(({ channelData }) => channelData),
    [
      { ...about, settings, eventType: 'teamMemberAdded' },
      { ...about, settings, channel: { id: news!.id }, source: { name: 'message' } },
      { ...about, channel: { id: news!.id, name: news!.name }, eventType: 'channelCreated' },
      { ...about, eventType: 'teamRenamed' },
      { ...about, eventType: 'teamMemberAdded' },
      { ...about, eventType: 'teamMemberRemoved' },
      { ...about, channel: { id: general!.id }, source: { name: 'message' } },
    ],
  );
  const member = teams.org.user(4);
  assert.deepEqual(
    seen.map((activity) => activity['action'] ?? activity['membersAdded'] ?? activity['membersRemoved']),
    [
      ...[[{ id: bot.id }], 'add', undefined, undefined],
      ...[[{ id: member.id, aadObjectId: member.aadObjectId }], [{ id: bot.id }], 'remove'],
    ],
  );
});

test('a group chat tells that the bot came and went', async (t) => {
  const { endpoint, inbox } = await listeningBot(t);
  const teams = await started(t, { endpoint, org: { users: 9, groupChats: 1 } });
  const [chat] = teams.org.groupChats;
  const { conversations } = connectorTo(teams.serviceUrl);
  const send = () => conversations.sendToConversation(chat!.id, { type: 'message', text: 'Hi' });
  await teams.events.addToGroupChat(chat!, { order: 'conversation-first' });
  assert.ok((await send()).id);
  await teams.events.removeFromGroupChat(chat!, { order: 'conversation-first' });
  assert.equal((await failureOf(send())).code, 'BotNotInConversationRoster');
  const conversation = { isGroup: true, conversationType: 'groupChat', tenantId: teams.org.tenant, id: chat!.id };
  assert.deepEqual(
    inbox.map(({ activity }) => activity.conversation),
    Array(4).fill(conversation),
  );
  assert.deepEqual(
    inbox.map(({ activity }) => activity['action'] ?? Object.keys(activity).find((key) => key.startsWith('members'))),
    ['membersAdded', 'add', 'membersRemoved', 'remove'],
  );
});

test('an activity is sent again, the same one, while the bot fails', async (t) => {
  const { endpoint, inbox } = await listeningBot(t, (n) => [500, 503, 202][n - 1] ?? 500);
  const teams = await started(t, { endpoint });
  const [delivery] = await teams.events.say(0, 'hello', { redeliveries: 2 });
  assert.deepEqual([delivery?.tries, delivery?.status], [3, 202]);
  assert.equal(inbox.length, 3);
  assert.equal(new Set(inbox.map(({ activity }) => activity.id)).size, 1);
  await assert.rejects(teams.events.say(0, 'again'), EventNotTaken);
  await assert.rejects(teams.events.say(0, 'nobody', { endpoint: 'http://127.0.0.1:1/' }), /no answer/);
});

test('an activity is sent again when the bot takes too long', async (t) => {
  const { endpoint, inbox } = await listeningBot(t, (n) => (n === 1 ? 0 : 200));
  const teams = await started(t, { endpoint });
  const [delivery] = await teams.events.say(0, 'hello', { redeliveries: 1_000, timeoutMs: 50 });
  assert.ok(delivery!.tries > 1);
  assert.equal(new Set(inbox.map(({ activity }) => activity.id)).size, 1);
});

test('installing for everyone reports progress and whom the bot did not hear of', async (t) => {
  const { endpoint, inbox } = await listeningBot(t, (n) => (n === 5 ? 503 : 200));
  const teams = await started(t, { users: 'absent', org: { users: 12 } });
  const steps: number[] = [];
  const order = 'conversation-first';
  const result = await teams.installAll({
    endpoint,
    order,
    concurrency: 1,
    from: 2,
    progress: (done) => steps.push(done),
  });
  assert.deepEqual([result.installed, result.failed.map(({ user }) => user)], [9, [4]]);
  assert.deepEqual(steps, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  assert.deepEqual([teams.status(1), teams.status(2)], ['absent', 'installed']);
  assert.equal(inbox.length, 20);
});

test('without an endpoint an event is a mistake, and says so', async (t) => {
  const teams = await started(t);
  await assert.rejects(teams.events.install(0), /No endpoint/);
  assert.throws(() => teams.received('nobody'), RangeError);
  const { conversations } = connectorTo(teams.serviceUrl);
  const { id } = await conversations.createConversation(personalChat(teams, teams.org.user(7).id));
  assert.equal(teams.userIndex(id), 7);
});

test('local time carries the offset of its place, also where it has half hours or summer time', () => {
  const winter = Date.parse('2026-02-17T01:01:47.451Z') + 0.25;
  assert.equal(utcTimestamp(winter), '2026-02-17T01:01:47.4512500Z');
  assert.equal(localTimestamp(winter, 'America/Los_Angeles'), '2026-02-16T17:01:47.4512500-08:00');
  assert.equal(localTimestamp(winter, 'Asia/Kolkata'), '2026-02-17T06:31:47.4512500+05:30');
  assert.equal(localTimestamp(winter, 'Europe/London'), '2026-02-17T01:01:47.4512500+00:00');
  assert.match(localTimestamp(Date.parse('2026-07-01T12:00:00Z'), 'Europe/London'), /13:00:00.*\+01:00$/);
});
