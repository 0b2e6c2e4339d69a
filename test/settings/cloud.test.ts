import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readSettings, SettingsError, serviceUrlAllowed } from '../../shared/settings.ts';

type Env = Readonly<Record<string, string | undefined>>;

const id = '7f2c2c9b-8a53-4c0e-9d2f-1b0a1d8f5a10';
const live: Env = {
  MicrosoftAppId: id,
  MicrosoftAppTenantId: id,
  CARILLON_API_AUDIENCES: id,
  CARILLON_ALLOWED_TENANTS: id,
  AzureWebJobsStorage__accountName: 'carillon',
  AzureWebJobsStorage__credential: 'managedidentity',
};
/** For clouds in which the Functions host needs the addresses of its storage. */
const addressed: Env = {
  ...live,
  AzureWebJobsStorage__accountName: undefined,
  AzureWebJobsStorage__tableServiceUri: 'https://carillon.table.core.example',
  AzureWebJobsStorage__queueServiceUri: 'https://carillon.queue.core.example',
};

function problemsOf(env: Env): SettingsError['problems'] {
  try {
    readSettings(env);
    return [];
  } catch (error) {
    assert.ok(error instanceof SettingsError, String(error));
    return error.problems;
  }
}

const namesOf = (env: Env): readonly string[] => problemsOf(env).map(({ name }) => name);

describe('The cloud', () => {
  const government = {
    entra: 'https://login.microsoftonline.us',
    keys: 'https://login.botframework.azure.us/v1/.well-known/openidconfiguration',
    issuer: 'https://api.botframework.us',
  };
  const commercial = {
    entra: 'https://login.microsoftonline.com',
    keys: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
    issuer: 'https://api.botframework.com',
  };
  const expected = {
    public: { ...commercial, teams: 'https://smba.trafficmanager.net/teams/' },
    gcc: { ...commercial, teams: 'https://smba.infra.gcc.teams.microsoft.com/teams/' },
    'gcc-high': { ...government, teams: 'https://smba.infra.gov.teams.microsoft.us/teams/' },
    dod: { ...government, teams: 'https://smba.infra.dod.teams.microsoft.us/teams/' },
    china: {
      entra: 'https://login.partner.microsoftonline.cn',
      keys: 'https://login.botframework.azure.cn/v1/.well-known/openidconfiguration',
      issuer: 'https://api.botframework.azure.cn',
      teams: undefined,
    },
  };

  for (const [cloud, { entra, keys, issuer, teams }] of Object.entries(expected)) {
    test(`${cloud} decides who issues tokens, whom the bot believes, and where Teams is`, () => {
      const { api, bot, serviceHosts, rehearsal } = readSettings({ ...addressed, CARILLON_CLOUD: cloud });
      assert.equal(api?.authority.url, entra);
      assert.equal(bot?.authority.url, entra);
      assert.deepEqual([bot?.botFramework.metadataUrl, bot?.botFramework.issuer], [keys, issuer]);
      assert.equal(bot?.botFramework.audience, issuer);
      assert.equal(bot?.serviceUrl, teams);
      assert.equal(rehearsal, false);
      if (teams !== undefined) assert.ok(serviceHosts.includes(new URL(teams).host));
    });
  }

  test('is the public one where none is named', () => {
    assert.deepEqual(readSettings(live), readSettings({ ...live, CARILLON_CLOUD: 'public' }));
  });

  test('has its tokens of version 1.0 from the issuer of its own', () => {
    const of = (cloud: string) => readSettings({ ...addressed, CARILLON_CLOUD: cloud }).api?.authority.oldIssuer;
    assert.deepEqual(['public', 'gcc-high', 'china'].map(of), [
      'https://sts.windows.net',
      'https://sts.windows.net',
      'https://sts.chinacloudapi.cn',
    ]);
  });

  test('lets the bot’s token go to its own Teams, and to no other cloud’s', () => {
    const hosts = (cloud: string) => readSettings({ ...addressed, CARILLON_CLOUD: cloud });
    const at: Record<string, readonly string[]> = {
      public: ['smba.trafficmanager.net', 'smba.onyx.prod.teams.trafficmanager.net'],
      'gcc-high': ['smba.infra.gov.teams.microsoft.us'],
      dod: ['smba.infra.dod.teams.microsoft.us'],
      china: ['frontend.botapi.msg.infra.teams.microsoftonline.cn'],
    };
    for (const cloud of Object.keys(at)) {
      for (const [other, names] of Object.entries(at)) {
        for (const name of names) {
          assert.equal(serviceUrlAllowed(hosts(cloud), `https://${name}/teams/`), cloud === other, `${cloud}: ${name}`);
        }
      }
    }
  });

  test('may have other hosts set in the place of its own, and then needs an address on one of them', () => {
    const own = { ...live, CARILLON_SERVICE_HOSTS: 'teams.example.org' };
    assert.deepEqual(namesOf(own), ['CARILLON_SERVICE_URL']);
    const settings = readSettings({ ...own, CARILLON_SERVICE_URL: 'https://teams.example.org/teams' });
    assert.equal(settings.bot?.serviceUrl, 'https://teams.example.org/teams/');
    assert.deepEqual(settings.serviceHosts, ['teams.example.org']);
    const china = { ...addressed, CARILLON_CLOUD: 'china', CARILLON_SERVICE_HOSTS: 'teams.example.cn' };
    assert.equal(readSettings(china).bot?.serviceUrl, undefined);
  });

  test('has a name, and no other will do', () => {
    for (const CARILLON_CLOUD of ['azure', 'Public', 'gcch', 'usgov', 'constructor', 'https://botframework.azure.us']) {
      const [problem, ...others] = problemsOf({ ...live, CARILLON_CLOUD });
      assert.deepEqual([problem?.name, others], ['CARILLON_CLOUD', []], CARILLON_CLOUD);
      assert.match(problem?.set ?? '', /public, gcc, gcc-high, dod, china/);
    }
  });

  test('is not named by ChannelService, whatever that says', () => {
    for (const ChannelService of ['https://botframework.azure.us', 'https://botframework.azure.cn', 'public']) {
      const [problem, ...others] = problemsOf({ ...live, ChannelService });
      assert.deepEqual([problem?.name, others], ['CARILLON_CLOUD', []]);
      assert.match(`${problem?.wrong} ${problem?.set}`, /ChannelService, which is set Unset ChannelService/);
    }
    assert.deepEqual(namesOf({ ...live, ChannelService: ' ' }), []);
  });

  test('outside the public one and GCC has its storage named by addresses, for the Functions host knows no other', () => {
    for (const CARILLON_CLOUD of ['gcc-high', 'dod', 'china']) {
      assert.deepEqual(namesOf({ ...live, CARILLON_CLOUD }), ['AzureWebJobsStorage__accountName']);
      assert.deepEqual(namesOf({ ...addressed, CARILLON_CLOUD }), []);
    }
    assert.deepEqual(namesOf({ ...live, CARILLON_CLOUD: 'gcc' }), []);
  });
});

describe('Live, nothing on this machine is taken', () => {
  for (const host of [
    '127.0.0.1',
    '127.0.0.1:7072',
    'localhost',
    'teams.localhost',
    '127.0.0.2',
    '10.0.0.1',
    '0.0.0.0',
  ]) {
    test(`for Teams: ${host}`, () => {
      assert.deepEqual(namesOf({ ...live, CARILLON_SERVICE_HOSTS: `smba.trafficmanager.net,${host}` }), [
        'CARILLON_SERVICE_HOSTS',
      ]);
      for (const protocol of ['http', 'https']) {
        const CARILLON_SERVICE_URL = `${protocol}://${host}/teams/`;
        assert.deepEqual(namesOf({ ...live, CARILLON_SERVICE_URL }), ['CARILLON_SERVICE_URL']);
        assert.equal(serviceUrlAllowed(readSettings(live), CARILLON_SERVICE_URL), false);
      }
    });
  }

  for (const CARILLON_AUTHORITY of ['http://127.0.0.1:8080', 'https://localhost', 'http://[::1]:1']) {
    test(`as an authority: ${CARILLON_AUTHORITY}`, () => {
      const names = namesOf({ ...live, CARILLON_AUTHORITY });
      for (const name of ['AZURE_FUNCTIONS_ENVIRONMENT', 'AzureWebJobsStorage']) assert.ok(names.includes(name));
    });
  }

  test('but App Service’s endpoint for identities, which is there in Azure as well', () => {
    const appService = { IDENTITY_ENDPOINT: 'http://127.0.0.1:41056/msi/token/', IDENTITY_HEADER: 'x' };
    assert.deepEqual(readSettings({ ...live, ...appService }), readSettings(live));
  });
});

describe('In a rehearsal', () => {
  const rehearsal: Env = {
    ...live,
    AzureWebJobsStorage__accountName: undefined,
    AzureWebJobsStorage__credential: undefined,
    AZURE_FUNCTIONS_ENVIRONMENT: 'Development',
    AzureWebJobsStorage: 'UseDevelopmentStorage=true',
    CARILLON_AUTHORITY: 'http://127.0.0.1:8080',
    IDENTITY_ENDPOINT: 'http://127.0.0.1:8080/msi/token',
    IDENTITY_HEADER: 'any',
  };

  test('all that is believed is on this machine, and no address of a cloud is left', () => {
    for (const CARILLON_CLOUD of ['public', 'gcc', 'gcc-high', 'dod', 'china']) {
      const settings = readSettings({ ...rehearsal, CARILLON_CLOUD });
      assert.deepEqual([settings.local, settings.rehearsal, settings.serviceHosts], [false, true, []]);
      const { api, bot } = settings;
      assert.deepEqual([api?.authority.url, bot?.authority.url], ['http://127.0.0.1:8080', 'http://127.0.0.1:8080']);
      assert.equal(bot?.botFramework.metadataUrl, 'http://127.0.0.1:8080/v1/.well-known/openidconfiguration');
      assert.equal(bot?.serviceUrl, undefined);
    }
  });

  test('Teams is at the hosts of this machine that are named, by http as by https, and nowhere else', () => {
    const settings = readSettings({ ...rehearsal, CARILLON_SERVICE_HOSTS: '127.0.0.1:7072, localhost:7073' });
    for (const url of ['http://127.0.0.1:7072/amer/', 'https://127.0.0.1:7072/', 'http://localhost:7073/teams/']) {
      assert.equal(serviceUrlAllowed(settings, url), true, url);
    }
    for (const url of [
      'http://127.0.0.1:7073/',
      'http://localhost:7072/',
      'http://127.0.0.1/',
      'http://127.0.0.1:7072@example.org/',
      'https://smba.trafficmanager.net/teams/',
    ]) {
      assert.equal(serviceUrlAllowed(settings, url), false, url);
    }
  });

  test('a Teams that is elsewhere is refused', () => {
    for (const host of ['smba.trafficmanager.net', '10.0.0.1', '127.0.0.1.example.org']) {
      assert.deepEqual(namesOf({ ...rehearsal, CARILLON_SERVICE_HOSTS: `127.0.0.1:7072,${host}` }), [
        'CARILLON_SERVICE_HOSTS',
      ]);
    }
    const CARILLON_SERVICE_URL = 'https://smba.trafficmanager.net/teams/';
    assert.deepEqual(namesOf({ ...rehearsal, CARILLON_SERVICE_URL }), ['CARILLON_SERVICE_URL']);
  });

  test('a bot without a secret gets its token on this machine', () => {
    for (const IDENTITY_ENDPOINT of [undefined, 'http://169.254.169.254/metadata', 'http://127.0.0.1.example.org/']) {
      assert.deepEqual(namesOf({ ...rehearsal, IDENTITY_ENDPOINT }), ['IDENTITY_ENDPOINT']);
    }
    assert.deepEqual(namesOf({ ...rehearsal, IDENTITY_HEADER: undefined }), ['IDENTITY_HEADER']);
  });
});
