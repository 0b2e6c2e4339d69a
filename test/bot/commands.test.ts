import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { commands, type Language, languages } from '../../shared/bot/commands.ts';
import { made, open } from '../package/made.ts';
import { Api } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { startOrg } from '../support/org.ts';
import { ownStorage } from '../support/own-storage.ts';
import { startApp } from '../support/running-app.ts';

const { manifest, strings } = open(await made());
const app = await startApp({ storage: await ownStorage() });
const org = await startOrg(app, { users: 40 });

/** The commands that Teams shows to people in a chat of their own, by language. */
function listed(language: Language): readonly string[] {
  const lists = manifest.bots[0]?.commandLists ?? [];
  assert.ok(lists.every(({ scopes }) => scopes.length === 1 && scopes[0] === 'personal'));
  return lists.flatMap(({ commands: own }, list) =>
    own.map(({ title }, i) =>
      language === 'en' ? title : strings(language)[`bots[0].commandLists[${list}].commands[${i}].title`]!,
    ),
  );
}

/** The texts that somebody has been sent. */
const textsFor = (user: number): readonly (string | undefined)[] =>
  org.teams.received(user).map(({ activity }) => activity['text'] as string | undefined);

/** The first person whose Teams is in a language. */
function speaker(language: string): number {
  const found = org.ids.findIndex((_, i) => org.teams.org.user(i).locale.startsWith(`${language}-`));
  assert.ok(found >= 0, `nobody speaks ${language}`);
  return found;
}

test('the app lists the commands that the bot knows, and no others, in each language', () => {
  assert.ok(commands.length > 0);
  for (const language of languages) {
    assert.deepEqual(
      listed(language),
      commands.map(({ titles }) => titles[language]),
    );
  }
});

suite('who writes a command', () => {
  for (const language of languages) {
    test(`is answered in their language (${language}), whatever they have mistyped around it`, async () => {
      const user = speaker(language);
      for (const [i, title] of listed(language).entries()) {
        const before = textsFor(user).length;
        for (const text of [title, ` ${title.toUpperCase()}?\n`]) await org.teams.events.say(user, text);
        const answer = commands[i]!.answers[language];
        assert.deepEqual(textsFor(user).slice(before), [answer, answer]);
      }
    });
  }

  test('is answered in English where the app does not speak their language', async () => {
    const user = speaker('de');
    await org.teams.events.say(user, 'aide');
    assert.deepEqual(textsFor(user), [commands[0]!.answers.en]);
  });

  test('is answered no other word, and nothing of what they wrote is in the log', async () => {
    const user = speaker('ja');
    for (const text of ['Hello', 'helpful', 'help me please', '', `help ${'x'.repeat(5_000)}`, 'constructor']) {
      await org.teams.events.say(user, text);
    }
    assert.deepEqual(textsFor(user), []);
    await org.teams.events.say(user, 'help');
    assert.equal(textsFor(user).length, 1);
    assert.ok(!app.lines.some((line) => /helpful|please|xxx/.test(line)));
  });

  test('is taken note of, and not answered, where all sending is stopped', async () => {
    const api = new Api(app, org);
    const user = speaker('pt');
    const turn = (how: string) => api.call('POST', `/api/tenants/${org.tenant}/${how}`);
    assert.equal((await turn('stop')).status, 200);
    await org.teams.events.say(user, 'help');
    assert.deepEqual(textsFor(user), []);
    assert.ok(app.lines.some((line) => line.includes('command-not-answered') && line.includes('blocked')));
    assert.equal((await turn('start')).status, 200);
    // A process that has heard of the stop relies on it for a second.
    const ask = () => org.teams.events.say(user, 'help').then(() => textsFor(user).length);
    await eventually(ask, (answers) => answers === 1);
  });

  test('again and again is answered once a second at most, and the bot takes every word', async () => {
    const user = speaker('es');
    const began = performance.now();
    await Promise.all(Array.from({ length: 20 }, () => org.teams.events.say(user, 'help')));
    const seconds = (performance.now() - began) / 1_000;
    const answers = textsFor(user).length;
    assert.ok(answers >= 1 && answers <= 3 && answers <= 2 + seconds, `${answers} in ${seconds} s`);
  });

  test('is answered nothing when Teams does not take it, and the bot takes the next one', async () => {
    const user = speaker('hi');
    org.teams.fault({ kind: '403-conversation-blocked-by-user', on: { user, operation: 'send' }, times: 1 });
    await org.teams.events.say(user, 'help');
    await org.teams.events.say(user, 'help');
    assert.equal(textsFor(user).length, 1);
  });
});
