import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { StorageFault } from '../../local/faulty-storage/storage-fault.ts';
import { proxyStorage } from '../../local/faulty-storage/storage-proxy.ts';
import { version } from '../../shared/version.ts';
import { ownStorage } from '../support/own-storage.ts';
import { startApp } from '../support/running-app.ts';
import { startTokenAuthority } from '../support/token-authority.ts';
import { reply, startConnectorServer } from '../teams/connector-server.ts';

const storage = await ownStorage();

interface Asked {
  readonly status: number;
  readonly body: { readonly status: string; readonly checks?: readonly Check[] } & Readonly<Record<string, unknown>>;
}

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly code: string | null;
  readonly ms: number;
}

async function ask({ url }: { url: string }, path: string, headers: Record<string, string> = {}): Promise<Asked> {
  const response = await fetch(`${url}/api/${path}`, { headers });
  return { status: response.status, body: (await response.json()) as Asked['body'] };
}

const codes = ({ body }: Asked) => Object.fromEntries((body.checks ?? []).map(({ name, code }) => [name, code]));

const noRight: StorageFault = {
  kind: 'error',
  status: 403,
  code: 'AuthorizationPermissionMismatch',
  carriedOut: false,
};

/** An app behind a line to storage on which things go wrong from some moment on; it counts what is asked of storage. */
async function appBehind(env: Record<string, string> = {}) {
  const line: { fault: StorageFault | undefined; readOnly: boolean; asked: number } = {
    ...{ fault: undefined, readOnly: false, asked: 0 },
  };
  const proxy = await proxyStorage(storage, ({ url, method }) => {
    // What /api/ready asks for; timers and triggers ask storage, too.
    if (/(ready|ran|gate)'?\)|\/messages(\?.*peekonly|\/0000)/.test(decodeURIComponent(url))) line.asked++;
    return line.fault ?? (line.readOnly && method !== 'GET' ? noRight : undefined);
  });
  after(() => proxy.close());
  const off = ['deliver', 'deliver-urgent', 'plan', 'watch', 'enqueue'];
  const disabled = Object.fromEntries(off.map((name) => [`AzureWebJobs.${name}.Disabled`, 'true']));
  const app = await startApp({ storage: proxy.connectionString, env: { ...disabled, ...env } });
  return { app, line };
}

test('an app that is well is live and ready, and says what was looked at', async () => {
  const { app } = await appBehind();
  assert.deepEqual(await ask(app, 'health'), { status: 200, body: { status: 'live', version } });
  const ready = await ask(app, 'ready');
  assert.equal(ready.status, 200, JSON.stringify(ready.body));
  assert.deepEqual([ready.body.status, ready.body['version']], ['ready', version]);
  assert.deepEqual(codes(ready), { tables: null, gate: null, queue: null, token: null });
  assert.ok(ready.body.checks!.every(({ ok, ms }) => ok && ms >= 0 && ms < 5_000));
});

test('an app whose storage says no is live and not ready: 503, each check by its code, and a line each in the log', async () => {
  const { app, line } = await appBehind();
  line.fault = noRight;
  const ready = await ask(app, 'ready');
  assert.equal(ready.status, 503);
  const no = 'storage-unavailable';
  assert.deepEqual(codes(ready), { tables: no, gate: no, queue: no, token: null });
  await app.said('"event":"not-ready","name":"queue","code":"storage-unavailable"');
  assert.equal((await ask(app, 'health')).status, 200);
});

test('an app that may only read is not ready', async () => {
  const { app, line } = await appBehind();
  line.readOnly = true;
  const ready = await ask(app, 'ready');
  assert.equal(ready.status, 503);
  const no = 'storage-unavailable';
  assert.deepEqual(codes(ready), { tables: no, gate: no, queue: no, token: null });
});

test('storage that does not answer is waited for, five seconds and no longer', async () => {
  const { app, line } = await appBehind();
  line.fault = { kind: 'hang', carriedOut: false };
  const ready = await ask(app, 'ready');
  assert.deepEqual([ready.status, codes(ready)['queue']], [503, 'timed-out']);
  assert.ok(ready.body.checks!.every(({ ms }) => ms < 6_500));
});

test('however many strangers ask, storage is asked once, and they are told no more than the status', async () => {
  const identity = await startConnectorServer();
  const ends = Math.floor(Date.now() / 1_000) + 86_400;
  identity.answer = (response) =>
    reply(response, 200, { access_token: 't', expires_on: `${ends}`, token_type: 'Bearer', resource: 'r' });
  const authority = await startTokenAuthority();
  const identityEndpoint = { IDENTITY_ENDPOINT: `${identity.serviceUrl}msi/token`, IDENTITY_HEADER: 'header' };
  const { app, line } = await appBehind({ ...authority.settings, ...identityEndpoint });
  const answers = await Promise.all(Array.from({ length: 100 }, () => ask(app, 'ready')));
  for (const { status, body } of answers) assert.deepEqual([status, body], [200, { status: 'ready' }]);
  // Three readings, and the right to each of four tables and four queues: what is not there yet is made, and asked again.
  assert.ok(line.asked > 0 && line.asked <= (3 + 8) * 2, `${line.asked} requests`);
  assert.equal(identity.received.length, 1);

  const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
  const seen = await ask(app, 'ready', bearer(await authority.program(['Carillon.Reader'])));
  assert.deepEqual(codes(seen), { tables: null, gate: null, queue: null, token: null });
  const expired = await authority.program(['Carillon.Reader'], { exp: Math.floor(Date.now() / 1_000) - 3_600 });
  for (const [token, status, code] of [
    [expired, 401, 'invalid-token'],
    ['no token', 401, 'invalid-token'],
    [await authority.program([]), 403, 'forbidden'],
  ] as const) {
    const { status: got, body } = await ask(app, 'ready', bearer(token));
    assert.deepEqual([got, body['code'], body.checks], [status, code, undefined]);
  }
});

test('strangers who knock at other doors all the time keep no probe from its answer', async () => {
  const authority = await startTokenAuthority();
  const { app } = await appBehind({ ...authority.settings, CARILLON_API_RATE: '1' });
  const knocks = await Promise.all(Array.from({ length: 20 }, () => ask(app, 'broadcasts')));
  assert.ok(knocks.some(({ status }) => status === 429));
  for (let probe = 0; probe < 10; probe++) {
    const { body } = await ask(app, 'ready');
    // There is no identity to have a token from: that it says so is an answer.
    assert.deepEqual(body, { status: 'not-ready' });
  }
});

test('a bot whose credential is refused is not ready, and the check says so', async () => {
  const identity = await startConnectorServer();
  identity.answer = (response) => reply(response, 400, { error: 'invalid_client', error_description: 'AADSTS700016' });
  const authority = await startTokenAuthority();
  const identityEndpoint = { IDENTITY_ENDPOINT: `${identity.serviceUrl}msi/token`, IDENTITY_HEADER: 'header' };
  const { app } = await appBehind({ ...authority.settings, ...identityEndpoint });
  const headers = { Authorization: `Bearer ${await authority.person(['Carillon.Reader'])}` };
  const ready = await ask(app, 'ready', headers);
  assert.equal(ready.status, 503);
  assert.deepEqual(codes(ready), { tables: null, gate: null, queue: null, token: 'credential-refused' });
});

test('the version is the package’s', async () => {
  const { default: manifest } = await import('../../package.json', { with: { type: 'json' } });
  assert.equal(version, manifest.version);
});
