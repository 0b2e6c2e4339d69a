import assert from 'node:assert/strict';
import test from 'node:test';
import { connectorTo, failureOf, teamsConnectorTo } from './connector.ts';
import { started } from './started.ts';

const org = {
  users: 700,
  teams: [{ name: 'Everybody', members: 620, channels: ['News'] }],
  groupChats: [{ members: 3 }],
};

test('a roster is paged, with page sizes moved into 50 to 500 and a token until the last page', async (t) => {
  const teams = await started(t, { org });
  const [team] = teams.org.teams;
  teams.setInstalled(team!, true);
  const { conversations } = connectorTo(teams.serviceUrl);
  for (const [pageSize, expected] of [
    [1, [...Array(12).fill(50), 20]],
    [300, [300, 300, 20]],
    [9999, [500, 120]],
  ] as const) {
    const sizes: number[] = [];
    const members = new Set<string | undefined>();
    let continuationToken = '';
    do {
      const page = await conversations.getConversationPagedMembers(team!.id, { pageSize, continuationToken });
      sizes.push(page.members?.length ?? 0);
      for (const member of page.members ?? []) members.add(member.id);
      continuationToken = page.continuationToken ?? '';
    } while (continuationToken !== '');
    assert.deepEqual(sizes, expected);
    assert.equal(members.size, 620);
  }
});

test('a member has the fields of the documented roster', async (t) => {
  const teams = await started(t, { org });
  teams.setInstalled(teams.org.groupChats[0]!, true);
  const chat = teams.org.groupChats[0]!.id;
  const { conversations } = connectorTo(teams.serviceUrl);
  const user = teams.org.user(1);
  const one = await conversations.getConversationMember(chat, user.id);
  assert.deepEqual(JSON.parse(one._response.bodyAsText), {
    id: user.id,
    name: user.name,
    objectId: user.aadObjectId,
    givenName: user.givenName,
    surname: user.surname,
    email: user.userPrincipalName,
    userPrincipalName: user.userPrincipalName,
    tenantId: teams.org.tenant,
    userRole: 'user',
  });
  assert.equal((await conversations.getConversationMember(chat, user.aadObjectId)).id, user.id);
  assert.equal((await conversations.getConversationMembers(chat)).length, 3);
  const [personal] = await conversations.getConversationMembers(teams.conversationId(5));
  assert.equal(personal?.id, teams.org.user(5).id);
});

test('who is not in a conversation is not found in it; what is no conversation has no roster', async (t) => {
  const teams = await started(t, { org });
  const { conversations } = connectorTo(teams.serviceUrl);
  const stranger = await failureOf(conversations.getConversationMember(teams.conversationId(0), teams.org.user(1).id));
  assert.deepEqual([stranger.statusCode, stranger.code], [400, 'MemberNotFoundInConversation']);
  const nobody = await failureOf(conversations.getConversationMembers('19:none@thread.tacv2'));
  assert.deepEqual([nobody.statusCode, nobody.code], [404, 'ServiceError']);
  const early = await failureOf(conversations.getConversationPagedMembers(teams.org.teams[0]!.id));
  assert.equal(early.statusCode, 403);
});

test('a team tells its name, group and channels to a bot that is in it', async (t) => {
  const teams = await started(t, { org });
  const [team] = teams.org.teams;
  const client = teamsConnectorTo(teams.serviceUrl).teams;
  assert.equal((await failureOf(client.fetchTeamDetails(team!.id))).code, 'BotNotInConversationRoster');
  teams.setInstalled(team!, true);
  const details = await client.fetchTeamDetails(team!.id);
  assert.deepEqual([details.id, details.name, details.aadGroupId], [team!.id, 'Everybody', team!.aadGroupId]);
  const { conversations } = await client.fetchChannelList(team!.id);
  assert.deepEqual(
    conversations?.map((channel) => [channel.id, channel.name ?? null]),
    [
      [team!.id, null],
      [team!.channels[1]!.id, 'News'],
    ],
  );
});
