import { parseArgs } from 'node:util';
import type { Latency } from './latency.ts';
import { startSimulatedTeams } from './start-simulated-teams.ts';

const USAGE = `The simulated Teams, as a process of its own. Control it over HTTP below /sim/.

  node local/teams/main.ts [options]

  --port <n>          default 0: a free one
  --host <address>    default 127.0.0.1
  --users <n>         people in the org, default 800
  --teams <n>         default 0
  --group-chats <n>   default 0
  --seed <n>          default 1
  --tenant <guid>     default: of the seed
  --endpoint <url>    the bot's /api/messages
  --rate <n>          requests a second of the tenant, default 50
  --limits <kind>     sliding (default), bucket or off
  --latency <ms>      or <min>-<max>, default 300-1500
  --installed         everybody has the app already, and the bot was told long ago
  --help

Prints one line of JSON when it listens: {"ready":true,"origin":…,"serviceUrl":…,"tenant":…}`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    users: { type: 'string', default: '800' },
    teams: { type: 'string', default: '0' },
    'group-chats': { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    tenant: { type: 'string' },
    endpoint: { type: 'string' },
    rate: { type: 'string', default: '50' },
    limits: { type: 'string', default: 'sliding' },
    latency: { type: 'string', default: '300-1500' },
    installed: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(USAGE);
} else {
  const teams = await startSimulatedTeams({
    org: {
      users: whole('users', values.users),
      teams: whole('teams', values.teams),
      groupChats: whole('group-chats', values['group-chats']),
      seed: whole('seed', values.seed),
      ...(values.tenant === undefined ? {} : { tenant: values.tenant.toLowerCase() }),
    },
    host: values.host,
    port: whole('port', values.port),
    seed: whole('seed', values.seed),
    limits: values.limits === 'off' ? 'off' : { algorithm: algorithm(), perSecond: whole('rate', values.rate) },
    latency: latency(values.latency),
    users: values.installed ? 'installed' : 'absent',
    ...(values.endpoint === undefined ? {} : { endpoint: values.endpoint }),
  });
  const { origin, serviceUrl, org } = teams;
  console.log(JSON.stringify({ ready: true, origin, serviceUrl, tenant: org.tenant, users: org.users }));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => teams.stop());
}

function whole(name: string, text: string): number {
  if (!/^\d+$/.test(text)) return fail(`--${name} takes a whole number, not "${text}".`);
  return Number(text);
}

function algorithm(): 'sliding' | 'bucket' {
  const { limits } = values;
  return limits === 'sliding' || limits === 'bucket' ? limits : fail('--limits takes sliding, bucket or off.');
}

function latency(text: string): Latency {
  const [, min, max] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? fail(`--latency takes 500 or 300-1500, not "${text}".`);
  return max === undefined ? Number(min) : { min: Number(min), max: Number(max) };
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}
