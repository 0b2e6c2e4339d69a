import assert from 'node:assert/strict';
import { test } from 'node:test';
import { given, type Manifest, made, open, version } from './made.ts';
import { faultsBySchema, newest } from './schema.ts';

const { files, manifest, strings } = open(await made());
const languages = manifest.localizationInfo.additionalLanguages.map(({ languageTag }) => languageTag);

/** The value that a key of a translation stands for, such as `bots[0].commandLists[0].commands[0].title`. */
function at(key: string): unknown {
  const steps = key.split(/[.[\]]+/).filter((step) => step !== '');
  return steps.reduce<unknown>((value, step) => (value as Record<string, unknown>)?.[step], manifest);
}

test('the manifest is good by the newest of Microsoft’s schemas, and of that version', async () => {
  assert.equal(manifest.manifestVersion, newest);
  assert.deepEqual(await faultsBySchema('MicrosoftTeams', manifest), []);
});

test('the schema is one that a wrong manifest does not pass', async () => {
  const wrong = { ...manifest, id: 'carillon', bots: [{ ...manifest.bots[0], scopes: ['everyone'] }], more: 1 };
  assert.equal((await faultsBySchema('MicrosoftTeams', wrong)).length, 3);
});

test('every translation is good by Microsoft’s schema, and says everything that people are shown', async () => {
  assert.deepEqual(languages, ['fr']);
  for (const language of languages) {
    const translated = strings(language);
    assert.deepEqual(await faultsBySchema('MicrosoftTeams.Localization', translated), []);
    const { $schema, ...texts } = translated;
    assert.equal($schema?.includes(`/v${newest}/`), true);
    const shown = ['name.short', 'name.full', 'description.short', 'description.full'];
    assert.deepEqual(Object.keys(texts), [...shown, ...keysOfCommands(manifest)]);
    for (const [key, text] of Object.entries(texts)) {
      assert.equal(typeof at(key), 'string', `${key} is nothing in the manifest`);
      if (key !== 'name.short') assert.notEqual(text, at(key), `${key} is not translated`);
    }
  }
});

/** Keys of what there is to translate in lists of commands. */
function keysOfCommands({ bots }: Manifest): readonly string[] {
  return (bots[0]?.commandLists ?? []).flatMap(({ commands }, list) =>
    commands.flatMap((_, command) =>
      ['title', 'description'].map((of) => `bots[0].commandLists[${list}].commands[${command}].${of}`),
    ),
  );
}

test('the bot is in chats of people, of teams and of groups, and can be written to', () => {
  assert.equal(manifest.bots.length, 1);
  assert.deepEqual(manifest.bots[0]?.scopes, ['personal', 'team', 'groupChat']);
  // Who has blocked the bot, or is not on record, comes back by writing to it.
  assert.equal(manifest.bots[0]?.isNotificationOnly, false);
  assert.equal(manifest.defaultInstallScope, 'personal');
});

test('ids are those of the deployment: the bot’s identity, and the registration that consent is recorded under', () => {
  assert.equal(manifest.bots[0]?.botId, given.CARILLON_BOT_ID);
  // A managed identity has no registration of its own: with its id there, nobody could install the app.
  assert.equal(manifest.webApplicationInfo.id, given.CARILLON_API_CLIENT_ID);
  assert.equal(manifest.webApplicationInfo.resource, `api://${given.CARILLON_API_CLIENT_ID}`);
  assert.equal(manifest.version, version);
});

test('nothing is asked for but to be told what was read, and no page is shown', () => {
  const asked = manifest.authorization?.permissions.resourceSpecific;
  assert.deepEqual(asked, [{ name: 'ChatMessageReadReceipt.Read.Chat', type: 'Application' }]);
  assert.deepEqual(manifest.validDomains, []);
});

test('who does not want read receipts gets a package that asks for nothing', async () => {
  const { manifest: silent } = open(await made({ CARILLON_READ_RECEIPTS: 'no' }));
  assert.equal(silent.authorization, undefined);
  assert.deepEqual(await faultsBySchema('MicrosoftTeams', silent), []);
});

test('a package holds what its manifest names, and no place is left unfilled', () => {
  const { icons, localizationInfo } = manifest;
  const named = [icons.color, icons.outline, ...localizationInfo.additionalLanguages.map(({ file }) => file)];
  assert.deepEqual([...files.keys()].toSorted(), ['manifest.json', ...named].toSorted());
  const texts = textsIn([manifest, ...languages.map(strings)]);
  assert.ok(texts.length > 30);
  for (const text of texts) assert.doesNotMatch(text, /[{}]|undefined/);
});

/** Every text in a value, however deep. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
