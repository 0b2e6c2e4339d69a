/**
 * `npm run package`: the Teams app as a zip for the Teams admin centre, with the ids of a deployment. `--help` names the
 * options.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseEnv } from 'node:util';
import { type Inputs, InputsError, inputs, readInputs } from './package/inputs.ts';
import { teamsApp } from './package/teams-app.ts';
import { flags, UsageError } from './terminal/arguments.ts';

const entries = Object.entries(inputs) as [keyof Inputs, { flag: string; means: string }][];

const usage = `npm run package -- [options]

  --values <file>         lines of NAME="value", as azd env get-values prints them; - is the standard input
  --out <file>            the zip (teams-app.zip)
${entries.map(([name, { flag, means }]) => `  --${flag} <…>`.padEnd(26).concat(`${name}: ${means}`)).join('\n')}
  --help

What has a name in capitals is taken from its option, else from --values, else from the environment.`;

process.exitCode = await make().then(() => 0, explain);

/** Says what went wrong; the exit code. */
function explain(error: Error): number {
  const isMisused = error instanceof UsageError;
  const isExpected = isMisused || error instanceof InputsError;
  console.error(isMisused ? `${error.message}\n\n${usage}` : isExpected ? error.message : error);
  return isExpected ? 2 : 1;
}

async function make(): Promise<void> {
  const { help, out, values, own } = readOptions();
  if (help) return console.log(usage);
  const deployed = values === undefined ? {} : parseEnv(await read(values));
  const { version } = JSON.parse(await readFile(join(import.meta.dirname, '..', 'package.json'), 'utf8'));
  const made = readInputs({ ...process.env, ...deployed, ...own }, version);
  await writeFile(out, await teamsApp(made));
  console.log(`${out}: ${made.CARILLON_APP_NAME} ${made.CARILLON_APP_VERSION}, app ${made.CARILLON_APP_ID}.`);
}

/** @throws {UsageError} */
function readOptions() {
  const values = flags({
    ...Object.fromEntries(entries.map(([, { flag }]) => [flag, { type: 'string' }] as const)),
    values: { type: 'string' },
    out: { type: 'string', default: 'teams-app.zip' },
    help: { type: 'boolean', default: false },
  });
  const given: Readonly<Record<string, unknown>> = values;
  const own = entries.flatMap(([name, { flag }]) => (given[flag] === undefined ? [] : [[name, String(given[flag])]]));
  return { ...values, own: Object.fromEntries(own) as Record<string, string> };
}

/** @throws {UsageError} when there is no such file */
function read(file: string): Promise<string> {
  if (file === '-') return text(process.stdin);
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file} can't be read (${error.code}).`);
  });
}
