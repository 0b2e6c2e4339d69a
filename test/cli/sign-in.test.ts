import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Client } from '../../cli/api/client.ts';
import { Failure } from '../../cli/failure.ts';
import { ownStorage } from '../support/own-storage.ts';
import { startApp } from '../support/running-app.ts';
import { startTokenAuthority } from '../support/token-authority.ts';
import { type CarillonOptions, carillon, folderWith } from './support/carillon.ts';
import { problem, recordingServer } from './support/recording-server.ts';

const preload = ['--import', join(import.meta.dirname, 'support', 'loaded-packages.ts')];
/** Only the environment is looked at, and nothing is in it: so nobody is asked for a token. */
const noToken = {
  AZURE_TOKEN_CREDENTIALS: 'EnvironmentCredential',
  AZURE_CLIENT_ID: undefined,
  AZURE_TENANT_ID: undefined,
};

/** Runs a command; the packages it loaded. */
async function packagesOf(args: readonly string[], { env, ...options }: CarillonOptions) {
  const file = join(await folderWith({ loaded: '' }), 'loaded');
  const ended = await carillon(args, { ...options, nodeArgs: preload, env: { ...env, LOADED_MODULES: file } });
  const urls = (await readFile(file, 'utf8')).split('\n');
  return { ended, packages: new Set(urls.map((url) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1])) };
}

test('on this machine nobody signs in, and no library for it is loaded', async () => {
  const server = await recordingServer(() => ({ body: { items: [], next: null } }));
  const { ended, packages } = await packagesOf(['list'], {
    url: server.url,
    env: { CARILLON_SCOPE: 'api://x/.default' },
  });
  assert.equal(ended.code, 0);
  assert.equal(server.requests[0]?.headers.authorization, undefined);
  assert.deepEqual([...packages].filter(Boolean).toSorted(), ['@bomb.sh/tab', 'commander']);
});

test('elsewhere it signs in as Azure’s tools do; without an identity that is exit code 3 and what to do', async () => {
  const env = { ...noToken, CARILLON_SCOPE: 'api://carillon/.default' };
  const { ended, packages } = await packagesOf(['list'], { url: 'https://carillon.invalid', env });
  assert.ok(packages.has('@azure/identity'));
  assert.equal(ended.code, 3, ended.stderr);
  assert.match(ended.stderr, /^error: No token could be had\.[\s\S]*\n {2}→ Sign in with `az login`/);
});

test('a token goes with each request, and into nothing that is said', async () => {
  const server = await recordingServer(() => problem(403, 'forbidden'));
  const token = 'eyJ.secret.token';
  const client = new Client({
    ...{ url: server.url, token: async () => token, interrupted: new AbortController().signal },
    troubled: (what) => assert.ok(!what.includes(token)),
  });
  await assert.rejects(client.ask('broadcasts'), (error: Error) => {
    assert.ok(!JSON.stringify(error).includes(token) && !String(error.stack).includes(token));
    return true;
  });
  assert.equal(server.requests[0]?.headers.authorization, `Bearer ${token}`);
});

test('the API takes such a token, and what it refuses one for is the failure that is told', async () => {
  const authority = await startTokenAuthority();
  const app = await startApp({ storage: await ownStorage(), env: authority.settings });
  const clientWith = (token: string) =>
    new Client({ url: app.url, token: async () => token, interrupted: new AbortController().signal });
  const { status } = await clientWith(await authority.program(['Carillon.Reader'])).ask('broadcasts');
  assert.equal(status, 200);
  const expired = await authority.person(['Carillon.Reader'], { exp: 1 });
  const roleless = await authority.person([]);
  for (const [token, code] of [
    [expired, 'invalid-token'],
    [roleless, 'forbidden'],
  ] as const) {
    const isIt = (error: unknown) => error instanceof Failure && error.problem.code === code && error.exit === 3;
    await assert.rejects(clientWith(token).ask('broadcasts'), isIt);
  }
});
