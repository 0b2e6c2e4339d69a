/** The simulated Teams, held against a client that was made for the real one and knows nothing of us. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { started } from './started.ts';
import { startNotificationBot } from './teamsfx.ts';

const card = { type: 'AdaptiveCard', version: '1.4', body: [{ type: 'TextBlock', text: 'Water is off' }] };

/** Somebody has the app, so has a team with many members, and a group chat. */
async function openOrg(t: Parameters<typeof started>[0]) {
  const { bot, endpoint } = await startNotificationBot(t);
  const teams = await started(t, {
    org: {
      users: 600,
      teams: [{ name: 'Plant', members: 450, channels: ['Announcements'] }],
      groupChats: [{ members: 3 }],
    },
    users: 'absent',
    endpoint,
  });
  const [team, chat] = [teams.org.teams[0]!, teams.org.groupChats[0]!];
  return { bot, teams, team, chat };
}

const idsOf = (installations: readonly { conversationReference: { conversation: { id: string } } }[]) =>
  installations.map((installation) => installation.conversationReference.conversation.id).sort();

test('it is told of installations, keeps them, and lists those that are still there', async (t) => {
  const { bot, teams, team, chat } = await openOrg(t);
  for (const user of [1, 2, 3]) await teams.events.install(user);
  await teams.events.addToTeam(team);
  await teams.events.addToGroupChat(chat);
  const everywhere = [...[1, 2, 3].map((user) => teams.conversationId(user)), team.id, chat.id].sort();
  assert.deepEqual(idsOf(await bot.installations()), everywhere);
  const types = (await bot.installations()).map((installation) => installation.type).sort();
  assert.deepEqual(types, ['Channel', 'Group', 'Person', 'Person', 'Person']);

  await teams.events.uninstall(1);
  assert.deepEqual(idsOf(await bot.installations()), everywhere.filter((id) => id !== teams.conversationId(1)).sort());

  // It was not told, but it asks.
  teams.setStatus(2, 'uninstalled');
  teams.setInstalled(chat, false);
  const unasked = await bot.getPagedInstallations(undefined, undefined, false);
  assert.equal(unasked.data.length, 4);
  assert.deepEqual(idsOf(await bot.installations()), [teams.conversationId(3), team.id].sort());
});

test('it sends text and cards to a person, a team and a group chat', async (t) => {
  const { bot, teams, team, chat } = await openOrg(t);
  await teams.events.install(7);
  await teams.events.addToTeam(team);
  await teams.events.addToGroupChat(chat);
  const sent = new Set<string | undefined>();
  for (const installation of await bot.installations()) {
    sent.add((await installation.sendMessage('Hello')).id);
    sent.add((await installation.sendAdaptiveCard(card)).id);
  }
  assert.equal(sent.size, 6);
  for (const place of [7, team.id, chat.id]) {
    const messages = teams.ledger.of(place);
    assert.deepEqual(
      messages.map(({ activity }) => activity.text),
      ['Hello', undefined],
    );
    assert.deepEqual(messages[1]?.activity.attachments, [
      { contentType: 'application/vnd.microsoft.card.adaptive', content: card },
    ]);
    assert.ok(messages.every((message) => sent.has(message.activityId)));
  }
});

test('it pages through members, finds one, and opens a chat with them', async (t) => {
  const { bot, teams, team } = await openOrg(t);
  await teams.events.addToTeam(team);
  for (let user = 0; user < 450; user++) teams.setStatus(user, 'installed');
  const everybody = await bot.findAllMembers(async () => true);
  assert.deepEqual(
    everybody.map((member) => member.account.id),
    team.members.map((user) => teams.org.user(user).id),
  );
  assert.equal(teams.stats.operations.pagedmembers, 4); // One asks whether the team is still there.

  const { name, id } = teams.org.user(444);
  const member = await bot.findMember(async ({ account }) => account.id === id);
  assert.equal(member?.account.name, name);
  const { id: message } = (await member?.sendMessage('Only for you')) ?? {};
  await member?.sendAdaptiveCard(card);
  assert.equal(teams.received(444)[0]?.activityId, message);
  assert.equal(teams.received(444).length, 2);
  assert.equal(teams.stats.accepted, 2);
  assert.equal(await bot.findMember(async () => false), undefined);
});

test('it lists channels, finds one by team and name, and posts to it', async (t) => {
  const { bot, teams, team } = await openOrg(t);
  await teams.events.addToTeam(team);
  const [installation] = await bot.installations();
  assert.deepEqual(await installation?.getTeamDetails().then((details) => [details?.id, details?.name]), [
    team.id,
    'Plant',
  ]);
  assert.deepEqual(
    (await installation?.channels())?.map((channel) => channel.info.id),
    team.channels.map((channel) => channel.id),
  );
  const channel = await bot.findChannel(
    async ({ info }, details) => info.name === 'Announcements' && details.name === 'Plant',
  );
  await channel?.sendMessage('To all of the plant');
  await channel?.sendAdaptiveCard(card);
  const { id } = team.channels[1]!;
  assert.deepEqual(
    teams.ledger.of(id).map((message) => message.activity.text),
    ['To all of the plant', undefined],
  );
});

test('it waits as long as a 429 says, and the message comes once', async (t) => {
  const { bot, teams } = await openOrg(t);
  await teams.events.install(5);
  const [installation] = await bot.installations();
  teams.fault({ kind: '429-throttled', on: { user: 5 }, retryAfter: 1 });
  const before = { at: performance.now(), requests: teams.stats.requests };
  assert.ok((await installation?.sendMessage('Patience'))?.id);
  assert.ok(performance.now() - before.at >= 990);
  assert.equal(teams.received(5).length, 1);
  assert.equal(teams.stats.requests - before.requests, 2);
});

test('Teams’ own limit for a chat stops it, and lets it go on', async (t) => {
  const { bot, teams } = await openOrg(t);
  await teams.events.install(5);
  const [installation] = await bot.installations();
  teams.setLimits({});
  const texts = Array.from({ length: 8 }, (_, n) => `Number ${n}`);
  const sent = await Promise.all(texts.map(async (text) => (await installation?.sendMessage(text))?.id));
  assert.equal(new Set(sent).size, 8);
  assert.deepEqual(
    teams
      .received(5)
      .map(({ activity }) => activity.text)
      .sort(),
    texts,
  );
  assert.ok(teams.stats.limited >= 1);
});

test('a refusal reaches it with status and code, and nobody has the message', async (t) => {
  const { bot, teams } = await openOrg(t);
  await teams.events.install(5);
  const [installation] = await bot.installations();
  const refused = async () => {
    let found: unknown;
    await installation?.sendMessage('Hello?', async (_, error) => {
      found = error;
    });
    const { statusCode, code } = found as { statusCode?: number; code?: string };
    return `${statusCode} ${code}`;
  };
  teams.setStatus(5, 'blocked');
  assert.equal(await refused(), '403 ConversationBlockedByUser');
  teams.setStatus(5, 'uninstalled');
  assert.equal(await refused(), '403 BotNotInConversationRoster');
  teams.deleteConversation(5);
  teams.setStatus(5, 'installed');
  assert.equal(await refused(), '404 ConversationNotFound');
  teams.setBot('disabled-by-admin');
  assert.equal(await refused(), '403 BotDisabledByAdmin');
  assert.deepEqual(teams.received(5), []);
});
