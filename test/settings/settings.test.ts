import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readSettings, SettingsError, settingsTable } from '../../shared/settings.ts';

/** The least that starts. */
const local = { AZURE_FUNCTIONS_ENVIRONMENT: 'Development', AzureWebJobsStorage: 'UseDevelopmentStorage=true' };
const key = 'c2VjcmV0LWtleS1vZi1hbi1hY2NvdW50';
const onLoopback = (extra = '') =>
  `DefaultEndpointsProtocol=http;AccountName=acc;AccountKey=${key};TableEndpoint=http://127.0.0.1:3/acc/;QueueEndpoint=http://localhost:2/acc;${extra}`;

function problemsOf(env: Record<string, string | undefined>): SettingsError {
  try {
    readSettings(env);
  } catch (error) {
    assert.ok(error instanceof SettingsError, String(error));
    return error;
  }
  assert.fail('these settings should not start');
}

const namesOf = (env: Record<string, string | undefined>) => problemsOf(env).problems.map((problem) => problem.name);

test('what is over is kept for a year unless another number of days is set, and for ever with 0', () => {
  const day = 86_400_000;
  assert.equal(readSettings(local).retention, 365 * day);
  assert.equal(readSettings({ ...local, CARILLON_RETENTION_DAYS: '1' }).retention, day);
  assert.equal(readSettings({ ...local, CARILLON_RETENTION_DAYS: '0' }).retention, undefined);
});

describe('Local mode', () => {
  test('starts with the emulator and nothing else set, on defaults', () => {
    const settings = readSettings(local);
    assert.equal(settings.local, true);
    assert.equal(settings.bot, undefined);
    assert.equal(settings.rate, 45);
    assert.equal(settings.tablePrefix, 'carillon');
    assert.deepEqual(settings.allowedTenants, []);
    assert.ok(settings.serviceHosts.includes('smba.trafficmanager.net'));
    assert.equal(settings.rehearsal, false);
    assert.ok(settings.storage.kind === 'key');
    assert.equal(settings.storage.tableUrl, 'http://127.0.0.1:10002/devstoreaccount1');
    assert.equal(settings.storage.queueUrl, 'http://127.0.0.1:10001/devstoreaccount1');
  });

  test('takes an emulator on any port of this machine', () => {
    for (const blob of ['', 'BlobEndpoint=http://[::1]:1/acc;']) {
      const { storage } = readSettings({ ...local, AzureWebJobsStorage: onLoopback(blob) });
      assert.deepEqual(storage, {
        kind: 'key',
        account: 'acc',
        key,
        tableUrl: 'http://127.0.0.1:3/acc',
        queueUrl: 'http://localhost:2/acc',
        loopback: true,
      });
    }
  });

  test('needs the development environment', () => {
    for (const environment of [undefined, '', 'Production', 'development ,']) {
      assert.deepEqual(namesOf({ ...local, AZURE_FUNCTIONS_ENVIRONMENT: environment }), [
        'AZURE_FUNCTIONS_ENVIRONMENT',
      ]);
    }
  });

  test('needs a bot that is not set up', () => {
    const id = '7f2c2c9b-8a53-4c0e-9d2f-1b0a1d8f5a10';
    assert.deepEqual(namesOf({ ...local, MicrosoftAppId: id, MicrosoftAppTenantId: id }), ['MicrosoftAppId']);
    assert.equal(readSettings({ ...local, MicrosoftAppId: ' ' }).local, true);
  });

  const elsewhere: Record<string, string> = {
    'an account in Azure': `DefaultEndpointsProtocol=https;AccountName=acc;AccountKey=${key};EndpointSuffix=core.windows.net`,
    'tables on this machine, queues in Azure': `AccountName=acc;AccountKey=${key};TableEndpoint=http://127.0.0.1:3/acc`,
    'one endpoint, not even used, elsewhere': onLoopback('BlobEndpoint=https://acc.blob.core.windows.net'),
    'a secondary endpoint elsewhere': onLoopback('TableSecondaryEndpoint=https://acc-2.table.core.windows.net'),
    'a host that only begins like this machine': onLoopback()
      .replace('localhost', 'localhost.example.org')
      .replace('http://l', 'https://l'),
    'a host behind a user that looks like this machine': onLoopback().replace('localhost:2', 'localhost:2@example.org'),
    'an endpoint given twice': onLoopback('TableEndpoint=https://acc.table.core.windows.net'),
    'an endpoint given twice, differently written': onLoopback('tableendpoint=https://acc.table.core.windows.net'),
    'an endpoint given twice, the other way round': `TableEndpoint=https://acc.table.core.windows.net;${onLoopback()}`,
    'the emulator by name beside another account': `UseDevelopmentStorage=true;${onLoopback()}`,
    'another account beside the emulator by name': `${onLoopback()}UseDevelopmentStorage=true`,
    'the emulator by name behind a proxy': 'UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://example.org',
    'plain http to another machine': onLoopback().replace('127.0.0.1', '10.0.0.1'),
  };
  for (const [what, connection] of Object.entries(elsewhere)) {
    test(`does not start with ${what}`, () => {
      assert.deepEqual(namesOf({ ...local, AzureWebJobsStorage: connection }), ['AzureWebJobsStorage']);
    });
  }

  test('does not start with an identity', () => {
    const identity = { AzureWebJobsStorage: '', AzureWebJobsStorage__accountName: 'acc' };
    assert.deepEqual(namesOf({ ...local, ...identity }), ['AzureWebJobsStorage']);
  });
});

test('a connection string must not send the key over plain http to another machine', () => {
  const elsewhere = onLoopback('FileEndpoint=http://10.0.0.1/');
  assert.match(
    problemsOf({ ...local, AzureWebJobsStorage: elsewhere }).message,
    /http, which is for this machine only/,
  );
});

describe('Settings', () => {
  test('that are set are taken, lists without blanks and in lower case', () => {
    const settings = readSettings({
      ...local,
      CARILLON_RATE: '0.5',
      CARILLON_GUARD_BROADCASTS_PER_DAY: '0',
      CARILLON_ALLOWED_TENANTS: ' 7F2C2C9B-8a53-4c0e-9d2f-1b0a1d8f5a10 , other,',
      CARILLON_SERVICE_HOSTS: 'Smba.Example.org, other.example.org:8443',
      CARILLON_TABLE_PREFIX: 'test1',
    });
    assert.equal(settings.rate, 0.5);
    assert.deepEqual(settings.guard, { broadcasts: 0, recipients: 1_000_000 });
    assert.deepEqual(settings.allowedTenants, ['7f2c2c9b-8a53-4c0e-9d2f-1b0a1d8f5a10', 'other']);
    assert.deepEqual(settings.serviceHosts, ['smba.example.org', 'other.example.org:8443']);
    assert.equal(settings.tablePrefix, 'test1');
  });

  const bad: Record<string, string[]> = {
    CARILLON_RATE: ['0', '-1', '1001', 'fast', 'NaN', '45/s', 'Infinity'],
    CARILLON_RETENTION_DAYS: ['-1', '0.5', 'forever', '1e3', '100000', '365d'],
    CARILLON_GUARD_BROADCASTS_PER_DAY: ['-1', '1.5', 'many', '1e3'],
    CARILLON_GUARD_RECIPIENTS_PER_DAY: ['-1', 'a million'],
    CARILLON_ALLOWED_TENANTS: ['a b', '*', 'contoso.com', 'x'.repeat(65)],
    CARILLON_SERVICE_HOSTS: ['https://smba.trafficmanager.net', '*.trafficmanager.net', 'a/b', 'user@host', 'a b'],
    CARILLON_API_AUDIENCES: ['carillon', 'api://', 'http://carillon.example.org', 'api://a b'],
    CARILLON_API_RATE: ['0', '-1', '10001', 'fast', '0.5'],
    CARILLON_AUTHORITY: [
      'login.microsoftonline.com',
      'http://login.microsoftonline.com',
      'https://login.microsoftonline.com.example.org',
      'https://login.microsoftonline.com/common',
      'https://user@login.microsoftonline.com',
      'https://login.microsoftonline.com:8443',
      'https://login.microsoftonline.com',
      'https://login.microsoftonline.us',
      'https://sts.windows.net',
      'ftp://127.0.0.1',
      'http://127.0.0.1/common',
      'http://user@127.0.0.1',
      'http://127.0.0.1.example.org',
    ],
    CARILLON_TABLE_PREFIX: ['1abc', 'a-b', 'a'.repeat(41)],
    AzureWebJobsStorage: ['', 'nonsense', 'AccountName=acc', `AccountName=acc;AccountKey=${key};TableEndpoint=here`],
    AzureWebJobsStorage__accountName: ['Bad_Name'],
  };
  for (const [name, values] of Object.entries(bad)) {
    test(`${name} is refused when it is none`, () => {
      for (const value of values) {
        const names = namesOf({ ...local, [name]: value });
        assert.ok(
          names.some((problem) => problem === name),
          `${value}: ${names}`,
        );
      }
    });
  }

  test('of a bot are checked by its type', () => {
    const id = '7f2c2c9b-8a53-4c0e-9d2f-1b0a1d8f5a10';
    const wrong = (env: Record<string, string>) =>
      namesOf({ ...local, MicrosoftAppId: id, ...env }).filter((name) => name !== 'MicrosoftAppId');
    assert.deepEqual(wrong({}), ['MicrosoftAppTenantId']);
    assert.deepEqual(wrong({ MicrosoftAppTenantId: id }), []);
    assert.deepEqual(wrong({ MicrosoftAppType: 'SingleTenant', MicrosoftAppTenantId: id }), ['MicrosoftAppPassword']);
    assert.deepEqual(wrong({ MicrosoftAppType: 'MultiTenant', MicrosoftAppPassword: 'x' }), []);
    assert.deepEqual(wrong({ MicrosoftAppType: 'Robot' }), ['MicrosoftAppType']);
    const whole = { MicrosoftAppTenantId: id };
    const gcc = 'https://smba.infra.gcc.teams.microsoft.com/teams';
    assert.deepEqual(wrong({ ...whole, CARILLON_SERVICE_URL: gcc }), []);
    for (const url of ['https://example.org/teams/', 'http://smba.trafficmanager.net/teams/', 'teams']) {
      assert.deepEqual(wrong({ ...whole, CARILLON_SERVICE_URL: url }), ['CARILLON_SERVICE_URL']);
    }
    const own = { CARILLON_SERVICE_HOSTS: 'teams.example.org' };
    assert.deepEqual(wrong({ ...whole, ...own }), ['CARILLON_SERVICE_URL']);
    assert.deepEqual(wrong({ ...whole, ...own, CARILLON_SERVICE_URL: 'https://teams.example.org/' }), []);
  });

  test('have all their problems named at once, each with what to set', () => {
    const error = problemsOf({
      CARILLON_RATE: '0',
      CARILLON_TABLE_PREFIX: '-',
      AzureWebJobsStorage__tableServiceUri: 'http://tables.example.org',
      AzureWebJobsStorage__credential: 'password',
      MicrosoftAppId: 'me',
    });
    assert.deepEqual(error.problems.map((problem) => problem.name).sort(), [
      'AzureWebJobsStorage__credential',
      'AzureWebJobsStorage__queueServiceUri',
      'AzureWebJobsStorage__tableServiceUri',
      'CARILLON_ALLOWED_TENANTS',
      'CARILLON_API_AUDIENCES',
      'CARILLON_RATE',
      'CARILLON_TABLE_PREFIX',
      'MicrosoftAppId',
      'MicrosoftAppTenantId',
    ]);
    for (const { name, wrong, set } of error.problems) {
      assert.ok(wrong && set);
      assert.ok(error.message.includes(`- ${name}: ${wrong}. ${set}.`));
    }
  });

  test('never show what was set', () => {
    const secret = 'TopSecretValue';
    const names = settingsTable.map((setting) => setting.name);
    const everything = Object.fromEntries(names.map((name) => [name, `${secret} ;AccountKey=${secret}`]));
    for (const env of [
      everything,
      { ...local, AzureWebJobsStorage: `AccountName=acc;AccountKey=${secret};X=${secret};X=` },
    ]) {
      const error = problemsOf(env);
      assert.ok(!`${error.message}${error.stack}${JSON.stringify(error)}`.includes(secret), error.message);
    }
  });

  test('are each listed once, with a sentence for the documentation', () => {
    const names = settingsTable.map((setting) => setting.name);
    assert.equal(new Set(names).size, names.length);
    for (const { means } of settingsTable) assert.match(means, /\.$/);
  });
});

test('whether a second person has to release what goes out is said in one of two words', () => {
  assert.equal(readSettings(local).secondPerson, false);
  assert.equal(readSettings({ ...local, CARILLON_RELEASE: 'second-person' }).secondPerson, true);
  for (const wrong of ['yes', 'Second-Person', 'true']) {
    assert.deepEqual(namesOf({ ...local, CARILLON_RELEASE: wrong }), ['CARILLON_RELEASE']);
  }
});
