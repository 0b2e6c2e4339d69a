/**
 * `npm start`: the app on this machine, with a storage emulator beside it unless `AzureWebJobsStorage` names a storage.
 *
 *   --bundle         run dist/ as `npm run build` made it, instead of the source
 *   --root <folder>  another app than this project's
 *
 * `PORT` is the HTTP port on 127.0.0.1 (default 7071; 0 for any free one). SIGTERM and SIGINT end it cleanly.
 */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Azurite, startAzurite } from './azurite.ts';
import { startHost } from './host/host.ts';
import { storageAnswers } from './storage-answers.ts';

const values = readOptions();
const root = resolve(values.root);
const app = values.bundle ? { root: join(root, 'dist') } : { root, main: 'functions/index.ts' };
if (values.bundle && !existsSync(join(app.root, 'host.json'))) {
  console.error(`There is no built app in ${app.root}: run "npm run build" first.`);
  process.exit(1);
}
const port = Number(process.env['PORT'] ?? 7071);
const asked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);

process.env['AZURE_FUNCTIONS_ENVIRONMENT'] ??= 'Development';
let azurite: Azurite | undefined;
try {
  if (!process.env['AzureWebJobsStorage']) {
    azurite = await startAzurite({ folder: join(root, '.carillon', 'storage') });
    process.env['AzureWebJobsStorage'] = azurite.connectionString;
  }
  await storageAnswers(process.env['AzureWebJobsStorage']);
  const host = await startHost({ ...app, port });
  console.log(`ready ${host.url}`);
  await asked;
  await host.stop();
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
} finally {
  await azurite?.stop();
}
// What the app left open (a connection kept alive, a timer) must not hold the process.
process.exit();

function readOptions() {
  const options = {
    bundle: { type: 'boolean', default: false },
    root: { type: 'string', default: join(import.meta.dirname, '..') },
  } as const;
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    console.error(`${(error as Error).message}\n\nnpm start takes --bundle, and --root <folder>; PORT sets the port.`);
    process.exit(2);
  }
}

function explain(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `Port ${port} is taken: set PORT to another one.`;
  if (code === 'ERR_MODULE_NOT_FOUND' && values.bundle) return `${String(error)}\nIs it built? npm run build`;
  return error;
}
