import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { stripVTControlCharacters } from 'node:util';
import { carillonAttended } from './support/attended.ts';
import { authority, certificate, elsewhere } from './support/authority.ts';
import { carillon, folderWith } from './support/carillon.ts';

const scope = 'api://carillon/.default';
setDefaultCACertificates([...getCACertificates(), certificate]);

/** Sets the environment of this process, which is where the library looks, until the tests of this file are over. */
function setEnvironment(values: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(values)) {
    const before = process.env[name];
    const put = (what: string | undefined) => {
      if (what === undefined) delete process.env[name];
      else process.env[name] = what;
    };
    put(value);
    after(() => put(before));
  }
}

/** At a terminal, in an environment that has no identity: what the command says, and how the servers were asked. */
async function attended(answers: readonly (string | undefined)[], args = ['list']) {
  const [{ url, tokens }, { url: host, grants }] = [await elsewhere(), await authority(answers)];
  const none = { AZURE_CLIENT_ID: undefined, AZURE_CLIENT_SECRET: undefined };
  setEnvironment({ ...none, AZURE_AUTHORITY_HOST: host, AZURE_TENANT_ID: 'adfs' });
  setEnvironment({ AZURE_TOKEN_CREDENTIALS: 'EnvironmentCredential' });
  const ended = await carillonAttended(args, { url, env: { CARILLON_SCOPE: scope } });
  return { ended, tokens, grants };
}

test('who sits at a terminal and has no identity signs in with a code, and waits until that is done', async () => {
  const { ended, tokens, grants } = await attended(['authorization_pending', 'authorization_pending']);
  assert.equal(ended.code, 0, ended.stderr);
  assert.match(ended.stderr, /open https:\/\/login\.test\/device and enter the code ABCD-EFGH\./);
  assert.doesNotMatch(ended.stdout + ended.stderr, /token-/);
  assert.deepEqual(tokens, ['Bearer token-3']);
  assert.equal(grants[0]?.get('device_code'), 'd');
  assert.ok(grants[0]?.get('scope')?.split(' ').includes(scope));
});

test('a code that is refused is exit code 3, and what to do', async () => {
  const { ended, tokens } = await attended(['authorization_pending', 'authorization_declined']);
  assert.equal(ended.code, 3, ended.stderr);
  const said = stripVTControlCharacters(ended.stderr);
  assert.match(said, /error: No token could be had\. .*authorization_declined/);
  assert.match(said, /→ Sign in with `az login`/);
  assert.deepEqual(tokens, []);
});

test('with --json the code is told as well, and stdout has the answer alone', async () => {
  const { ended } = await attended([], ['list', '--json']);
  assert.deepEqual(JSON.parse(ended.stdout), { items: [], next: null });
  assert.match(ended.stderr, /ABCD-EFGH/);
});

/** A pipeline with the secret of a service principal. */
async function pipeline(answers: readonly (string | undefined)[]) {
  const [{ url, tokens }, { url: host, grants }] = [await elsewhere(), await authority(answers)];
  const NODE_EXTRA_CA_CERTS = join(await folderWith({ 'ca.pem': certificate }), 'ca.pem');
  const identity = { AZURE_CLIENT_ID: 'pipeline', AZURE_CLIENT_SECRET: 'hidden', AZURE_TENANT_ID: 'adfs' };
  const around = { NODE_EXTRA_CA_CERTS, AZURE_AUTHORITY_HOST: host, AZURE_TOKEN_CREDENTIALS: 'EnvironmentCredential' };
  const ended = await carillon(['list', '--json'], { url, env: { ...identity, ...around, CARILLON_SCOPE: scope } });
  return { ended, tokens, grants };
}

test('a pipeline signs in with what its environment gives, and without a word', async () => {
  const { ended, tokens, grants } = await pipeline([]);
  assert.deepEqual([ended.code, ended.stderr], [0, '']);
  assert.deepEqual(tokens, ['Bearer token-1']);
  assert.equal(grants[0]?.get('grant_type'), 'client_credentials');
});

test('a secret that is refused is named as such, is exit code 3, and is not told', async () => {
  const { ended, tokens } = await pipeline(['invalid_client']);
  assert.equal(ended.code, 3);
  const { code, detail } = JSON.parse(ended.stderr);
  assert.equal(code, 'not-signed-in');
  assert.match(detail, /^No token could be had\. invalid_client: .*It is invalid_client\./);
  assert.doesNotMatch(ended.stderr, /hidden/);
  assert.deepEqual(tokens, []);
});
