/**
 * `npm run teams`: a simulated Teams whose people have the app of `npm start`, so that there is somebody to send to.
 * Some of them have removed the app, blocked it or deleted the chat. `--help` names the options.
 */
import { lifeOf, live } from './demo/life.ts';
import { startSimulatedTeams } from './teams/start-simulated-teams.ts';
import { flags, number, UsageError } from './terminal/arguments.ts';

const usage = `npm run teams -- [options]

  --app <url>    the app that people install, as npm start prints it (http://127.0.0.1:7071)
  --users <n>    people in the organisation (200)
  --port <n>     where this Teams listens (7072); 0 for any free port
  --help`;

process.exitCode = await open().then(() => 0, explain);

/** Says what went wrong; the exit code. */
function explain(error: Error): number {
  const isMisused = error instanceof UsageError;
  console.error(isMisused ? `${error.message}\n\n${usage}` : error.message);
  return isMisused ? 2 : 1;
}

async function open(): Promise<void> {
  const values = flags({
    app: { type: 'string', default: 'http://127.0.0.1:7071' },
    users: { type: 'string', default: '200' },
    port: { type: 'string', default: '7072' },
    help: { type: 'boolean', default: false },
  });
  if (values.help) return console.log(usage);
  const users = number('--users', values.users, { least: 1, most: 100_000, whole: true });
  const port = number('--port', values.port, { least: 0, most: 65_535, whole: true });
  const endpoint = `${values.app.replace(/\/+$/, '')}/api/messages`;
  const teams = await startSimulatedTeams({ org: { users }, port, endpoint, latency: { min: 300, max: 1_500 } }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') throw new UsageError(`Port ${port} is taken: give another with --port.`);
      throw error;
    },
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void teams.stop());
  const { failed } = await teams.installAll();
  if (failed.length > 0) {
    await teams.stop();
    throw new Error(`${endpoint} does not take installs: is npm start running there?`);
  }
  const life = lifeOf('some', users);
  await live(teams, life, [endpoint]);
  const { org, origin } = teams;
  console.log(`ready ${origin}: ${users} people of tenant ${org.tenant} have installed the app.`);
  const names = { removed: 'has removed it since', removedUntold: 'has removed it, and Teams did not say so' };
  for (const [kind, says] of Object.entries({ ...names, blocked: 'has blocked it' })) {
    for (const user of life[kind as keyof typeof life]) console.log(`  ${org.ids.aadObjectId(user)} ${says}`);
  }
}
