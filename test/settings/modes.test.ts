import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readSettings, SettingsError } from '../../shared/settings.ts';

type Env = Readonly<Record<string, string | undefined>>;

const id = '7f2c2c9b-8a53-4c0e-9d2f-1b0a1d8f5a10';
const local: Env = { AZURE_FUNCTIONS_ENVIRONMENT: 'Development', AzureWebJobsStorage: 'UseDevelopmentStorage=true' };
const authenticated: Env = {
  MicrosoftAppId: id,
  MicrosoftAppTenantId: id,
  CARILLON_API_AUDIENCES: id,
  CARILLON_ALLOWED_TENANTS: id,
};
/** As it runs in Azure, without a secret anywhere. */
const live: Env = {
  ...authenticated,
  AzureWebJobsStorage__accountName: 'carillon',
  AzureWebJobsStorage__credential: 'managedidentity',
};
/** The platform's own, on this machine as in Azure. */
const identity: Env = { IDENTITY_ENDPOINT: 'http://127.0.0.1:8080/msi/token', IDENTITY_HEADER: 'any' };
const rehearsal: Env = { ...authenticated, ...local, ...identity, CARILLON_AUTHORITY: 'http://127.0.0.1:8080' };

function problemsOf(env: Env): readonly string[] {
  try {
    readSettings(env);
    return [];
  } catch (error) {
    assert.ok(error instanceof SettingsError, String(error));
    for (const { wrong, set } of error.problems) assert.ok(wrong && set);
    return error.problems.map(({ name }) => name).toSorted();
  }
}

describe('Outside local mode', () => {
  test('it starts when everything is there, and asks for tokens', () => {
    for (const environment of [undefined, 'Production', 'Staging']) {
      const settings = readSettings({ ...live, AZURE_FUNCTIONS_ENVIRONMENT: environment });
      assert.deepEqual([settings.local, settings.rehearsal, settings.storage.kind], [false, false, 'identity']);
      assert.deepEqual(settings.api?.audiences, [id]);
      assert.equal(settings.api?.authority.url, 'https://login.microsoftonline.com');
      assert.equal(settings.api?.rate, 100);
    }
  });

  test('what is missing is named, each and all at once', () => {
    for (const name of ['MicrosoftAppId', 'CARILLON_API_AUDIENCES', 'CARILLON_ALLOWED_TENANTS']) {
      assert.deepEqual(problemsOf({ ...live, [name]: undefined }), [name]);
      assert.deepEqual(problemsOf({ ...live, [name]: ' , ' }).length > 0, true, name);
    }
    assert.deepEqual(problemsOf({}), [
      'AzureWebJobsStorage',
      'CARILLON_ALLOWED_TENANTS',
      'CARILLON_API_AUDIENCES',
      'MicrosoftAppId',
    ]);
  });

  test('tenants are named by the ids that tokens have', () => {
    assert.deepEqual(problemsOf({ ...live, CARILLON_ALLOWED_TENANTS: `${id},contoso` }), ['CARILLON_ALLOWED_TENANTS']);
  });

  test('storage with a key is refused', () => {
    const { AzureWebJobsStorage__accountName: _, AzureWebJobsStorage__credential: __, ...others } = live;
    const keyed = 'AccountName=carillon;AccountKey=c2VjcmV0';
    assert.deepEqual(problemsOf({ ...others, AzureWebJobsStorage: keyed }), ['AzureWebJobsStorage']);
  });

  test('an authority on this machine is taken with the emulator and Development alone', () => {
    for (const CARILLON_AUTHORITY of ['http://127.0.0.1:8080', 'https://localhost', 'http://[::1]:1']) {
      const settings = readSettings({ ...rehearsal, CARILLON_AUTHORITY });
      assert.deepEqual([settings.local, settings.rehearsal], [false, true]);
      assert.deepEqual(problemsOf({ ...live, ...identity, CARILLON_AUTHORITY }), [
        'AZURE_FUNCTIONS_ENVIRONMENT',
        'AzureWebJobsStorage',
      ]);
    }
  });
});

test('of every mixture of the modes’ settings only the whole ones start', () => {
  const choices: Readonly<Record<string, readonly Env[]>> = {
    environment: [{}, { AZURE_FUNCTIONS_ENVIRONMENT: 'Development' }],
    storage: [
      { AzureWebJobsStorage: 'UseDevelopmentStorage=true' },
      { AzureWebJobsStorage: 'AccountName=carillon;AccountKey=c2VjcmV0' },
      { AzureWebJobsStorage__accountName: 'carillon' },
    ],
    bot: [{}, { MicrosoftAppId: id, MicrosoftAppTenantId: id }],
    audience: [{}, { CARILLON_API_AUDIENCES: id }],
    tenants: [{}, { CARILLON_ALLOWED_TENANTS: id }],
    authority: [{}, { CARILLON_AUTHORITY: 'http://127.0.0.1:8080' }],
  };
  const mixtures = Object.values(choices).reduce<readonly Env[]>(
    (all, some) => all.flatMap((env) => some.map((one) => ({ ...env, ...one }))),
    [identity],
  );
  assert.equal(mixtures.length, 96);
  const started = mixtures.filter((env) => problemsOf(env).length === 0);
  const { AzureWebJobsStorage__credential: _, ...liveHere } = live;
  const wanted: readonly Env[] = [
    { ...local, ...identity },
    { ...local, ...identity, CARILLON_ALLOWED_TENANTS: id },
    rehearsal,
    { ...liveHere, ...identity },
  ];
  const text = (env: Env) => JSON.stringify(Object.entries(env).toSorted());
  assert.deepEqual(started.map(text).toSorted(), wanted.map(text).toSorted());
});
