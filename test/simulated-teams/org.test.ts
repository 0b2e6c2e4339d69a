import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { createIds } from '../../local/teams/org/ids.ts';
import { createOrg } from '../../local/teams/org/org.ts';
import { scramble, unscramble } from '../../local/teams/org/seeded.ts';

const plan = { users: 500, teams: 2, groupChats: 2, seed: 7 };

test('the same plan makes the same org, another seed another one', () => {
  const [one, same, other] = [createOrg(plan), createOrg(plan), createOrg({ ...plan, seed: 8 })];
  assert.deepEqual(one.user(123), same.user(123));
  assert.deepEqual(one.teams, same.teams);
  assert.equal(one.tenant, same.tenant);
  assert.notEqual(one.user(123).aadObjectId, other.user(123).aadObjectId);
  assert.notEqual(one.user(123).id, other.user(123).id);
  assert.notEqual(one.tenant, other.tenant);
});

test('ids have the forms Teams gives them', () => {
  const org = createOrg(plan);
  const { aadObjectId, id } = org.user(0);
  assert.match(aadObjectId, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.match(id, /^29:1[\w-]{86}$/);
  assert.match(org.ids.conversationId(0, 0), /^a:1[\w-]{128}$/);
  assert.match(org.teams[0]!.id, /^19:[\w-]{44}@thread\.tacv2$/);
  assert.match(org.groupChats[0]!.id, /^19:[0-9a-f]{32}@thread\.v2$/);
  assert.match(org.tenant, /^[0-9a-f-]{36}$/);
  assert.match(org.bot.id, /^28:[0-9a-f-]{36}$/);
});

test('every id leads back to its user, without a table', () => {
  const ids = createIds(3, '28:bot');
  fc.assert(
    fc.property(fc.nat(2_000_000), fc.nat(65_535), (user, generation) => {
      assert.equal(ids.readUser(ids.aadObjectId(user)), user);
      assert.equal(ids.readUser(ids.aadObjectId(user).toUpperCase()), user);
      assert.equal(ids.readUser(ids.userId(user)), user);
      assert.deepEqual(ids.readConversation(ids.conversationId(user, generation)), { user, generation });
    }),
  );
});

test('scrambling loses nothing', () => {
  const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  fc.assert(fc.property(word, word, (n, key) => assert.equal(unscramble(scramble(n, key), key), n)));
});

test('ids of another bot, another world or nobody lead nowhere', () => {
  const ours = createIds(3, '28:bot');
  const theirs = createIds(3, '28:other');
  assert.equal(ours.readUser(theirs.userId(5)), undefined);
  assert.equal(ours.readConversation(theirs.conversationId(5, 0)), undefined);
  assert.equal(ours.readUser(theirs.aadObjectId(5)), 5, 'an Entra object id is the same for all bots');
  assert.equal(ours.readUser(createIds(4, '28:bot').aadObjectId(5)), undefined);
  assert.equal(createOrg(plan).find(createIds(7, '28:x').aadObjectId(500)), undefined, 'the org has 500 users');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string({ minLength: 90, maxLength: 90 }).map((s) => `29:1${s.slice(4)}`),
      ),
      (id) => {
        assert.equal(ours.readUser(id), undefined);
        assert.equal(ours.readConversation(id), undefined);
      },
    ),
  );
});

test('a team’s General channel has the team’s id and no name', () => {
  const [team] = createOrg({ users: 10, teams: [{ name: 'Crew', members: 4, channels: ['News'] }] }).teams;
  assert.equal(team!.channels[0]!.id, team!.id);
  assert.deepEqual(
    team!.channels.map((channel) => channel.name),
    [null, 'News'],
  );
  assert.equal(team!.members.length, 4);
});

test('an org of a million costs nothing until somebody asks about a user', () => {
  const org = createOrg({ users: 1_000_000 });
  assert.equal(org.find(org.user(999_999).aadObjectId), 999_999);
  assert.throws(() => org.user(1_000_000), RangeError);
});
