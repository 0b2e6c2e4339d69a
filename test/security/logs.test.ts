import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { after, suite, test } from 'node:test';
import { format } from 'node:util';
import { proxyStorage } from '../../local/faulty-storage/storage-proxy.ts';
import { FAULT_KINDS } from '../../local/teams/faults/fault-rule.ts';
import { jsonLog } from '../../shared/log/json-log.ts';
import { StorageUnavailable } from '../../shared/storage/table.ts';
import { lazyTeams } from '../../shared/teams/lazy-teams.ts';
import { activity } from '../bot/payloads.ts';
import { newKey, sign, signedOtherwise, startBotAuthority } from '../bot/support/bot-authority.ts';
import { appId, issuer, startGuardedEndpoint } from '../bot/support/guarded-endpoint.ts';
import { Api } from '../support/api.ts';
import { openQueues } from '../support/app-queues.ts';
import { eventually } from '../support/eventually.ts';
import { startOrg } from '../support/org.ts';
import { ownStorage } from '../support/own-storage.ts';
import { startApp } from '../support/running-app.ts';
import { bot, IDENTITY_HEADER, startIdentityEndpoint } from '../teams/bot.ts';
import { type Received, reply, startConnectorServer } from '../teams/connector-server.ts';
import { captureOutput } from './captured-output.ts';

/** A text that is nowhere else. */
const secret = (what: string) => `${what}-${crypto.randomUUID()}`;

function assertNone(output: string, secrets: readonly string[]): void {
  for (const hidden of secrets) {
    const at = output.indexOf(hidden);
    assert.equal(at, -1, `${hidden} is in the output: …${output.slice(Math.max(0, at - 200), at + 200)}…`);
  }
}

suite('the log', () => {
  test('of the bot’s endpoint has no token and nothing that anybody wrote', async () => {
    const [written, claimed] = [secret('written'), secret('claimed')];
    const key = await newKey('key-1', ['msteams']);
    const authority = await startBotAuthority(key);
    const recorded = activity('message-personal-image');
    const message = { ...recorded, text: written, value: { written }, summary: written };
    const now = Math.floor(Date.now() / 1_000);
    const claims = { iss: issuer, aud: appId, serviceurl: String(recorded['serviceUrl']), exp: now + 600, claimed };
    const tokens = await Promise.all([
      sign(claims, key),
      sign({ ...claims, exp: now - 3_600 }, key),
      sign({ ...claims, aud: claimed, iss: claimed }, key),
      sign({ ...claims, serviceurl: `https://${claimed}.example/` }, key),
      sign(claims, await newKey('key-1')),
      sign(claims, await newKey(claimed)),
      signedOtherwise(claims, 'HS256', key.pem, 'key-1'),
      claimed,
    ]);
    const output = captureOutput();
    const working = await startGuardedEndpoint(authority.metadataUrl, { log: jsonLog });
    const broken = await startGuardedEndpoint(authority.metadataUrl, {
      log: jsonLog,
      storage: () => {
        // As the errors of HTTP clients are: with the request on them, and one that is its own cause.
        const error = Object.assign(new StorageUnavailable('out'), {
          request: { headers: { authorization: claimed } },
        });
        throw Object.assign(error, { cause: error });
      },
    });
    const bodies = [message, { ...message, channelId: claimed }, { ...message, timestamp: { written } }, [written]];
    const statuses = new Set<number>();
    for (const endpoint of [working, broken]) {
      for (const token of tokens) {
        for (const body of [...bodies, { ...message, serviceUrl: `https://${claimed}.example/` }]) {
          statuses.add((await endpoint.post(body, `Bearer ${token}`)).status);
        }
      }
    }
    authority.trouble = { status: 503 };
    const unknowing = await startGuardedEndpoint(`${authority.metadataUrl}?`, { log: jsonLog });
    statuses.add((await unknowing.post(message, `Bearer ${tokens[0]}`)).status);
    output.stop();

    assert.deepEqual([...statuses].toSorted(), [200, 400, 401, 403, 500]);
    assert.match(output.text(), /activity-refused/);
    assert.match(output.text(), /internal-error/);
    const parts = tokens.flatMap((token) => token.split('.').filter((part) => part.length > 20));
    assertNone(output.text(), [written, claimed, ...parts]);
  });

  test('of what is sent as the bot has no token, no message, and nothing that Teams says of them', async () => {
    const [text, token] = [secret('text'), secret('token')];
    const identity = await startIdentityEndpoint();
    const issued = {
      access_token: token,
      expires_on: `${Math.floor(Date.now() / 1_000) + 86_400}`,
      token_type: 'Bearer',
    };
    const connector = await startConnectorServer();
    const echo = (response: ServerResponse, status: number, request: Received) =>
      reply(response, status, { error: { code: 'BadArgument', message: JSON.stringify(request) } });
    const output = captureOutput();
    const to = { serviceUrl: connector.serviceUrl, conversation: 'a:1', activity: '1' };
    const message = { type: 'message', text } as const;
    const kinds = new Set<string>();

    /** All that is asked of Teams, by a bot of its own. */
    const talk = async (nth: number, serviceUrl = to.serviceUrl) => {
      const mine = { ...bot, appId: bot.appId.replace(/..$/, `${50 + nth}`) };
      const teams = lazyTeams({ allowed: (url) => url === to.serviceUrl, bot: mine, log: jsonLog });
      const at = { ...to, serviceUrl };
      for (const answer of [
        await teams.send(at, message),
        await teams.createConversation({ ...at, tenant: 't', user: text }),
        await teams.update(at, message),
        await teams.remove(at),
        await teams.send(at, message, AbortSignal.abort()),
      ]) {
        kinds.add(answer.kind);
        console.log(JSON.stringify({ kind: answer.kind, code: 'code' in answer ? answer.code : undefined }));
      }
    };

    identity.answer = (response) => reply(response, 200, { ...issued, resource: 'https://api.botframework.com' });
    await talk(0);
    for (const status of [302, 400, 401, 403, 404, 412, 413, 429, 500, 503]) {
      connector.answer = (response, request) => echo(response, status, request);
      await talk(0);
    }
    connector.answer = (_response, _request, socket) => socket.destroy();
    await talk(0);
    await talk(0, `https://${appId}.example/`);
    identity.answer = (response, request) => echo(response, 400, request);
    await talk(1);
    output.stop();

    assert.deepEqual([...kinds].toSorted(), ['accepted', 'refused', 'unanswered', 'unsent']);
    assert.ok(connector.received.some(({ headers }) => headers.authorization === `Bearer ${token}`));
    assert.match(output.text(), /bot-token-refused/);
    assertNone(output.text(), [text, token, IDENTITY_HEADER]);
  });

  test('of the app has no message, no key and no signature, whatever goes wrong', { timeout: 240_000 }, async () => {
    const text = secret('text');
    let asked = 0;
    let isFaulty = false;
    const storage = await ownStorage();
    const proxy = await proxyStorage(storage, () => {
      if (!isFaulty || ++asked % 7 !== 0) return undefined;
      const [status, code] =
        asked % 2 === 0 ? ([403, 'AuthenticationFailed'] as const) : ([500, 'InternalError'] as const);
      return { kind: 'error', status, code, carriedOut: false };
    });
    after(() => proxy.close());
    const key = /AccountKey=([^;]+)/.exec(storage)?.[1] ?? assert.fail('no key');
    const app = await startApp({
      storage: proxy.connectionString,
      env: { AzureFunctionsJobHost__logging__logLevel__default: 'Debug', CARILLON_RATE: '50' },
    });
    const org = await startOrg(app, { users: 60 });
    // What would pause the broadcast, or keep it waiting, is left out.
    const quick = FAULT_KINDS.filter((kind) => !/^(hang|slow|401.*|403-bot-disabled.*)$/.test(kind));
    for (const [i, kind] of quick.entries()) org.teams.fault({ kind, after: i * 2, times: 1 });
    const api = new Api(app, org);
    isFaulty = true;
    const message = {
      card: { type: 'AdaptiveCard', version: '1.5', body: [{ type: 'TextBlock', text }] },
      summary: text,
    };
    const body = api.bodyOf({ message, onUncertain: 'retry' });
    const posted = await eventually(
      () => api.post(body, text),
      ({ status }) => status === 202,
    );
    await api.post(api.bodyOf({ message: { text, textFormat: text } }));
    await api.post(text);
    await api.call('POST', '/api/broadcasts', { headers: { Authorization: `Bearer ${text}` }, body: text });
    const queues = openQueues(storage);
    for (const job of [text, `{"message":{"text":"${text}"}`, JSON.stringify({ message: { text: 7 }, key: text })]) {
      await queues.put('broadcasts', job);
    }
    await app.said('job-refused');
    isFaulty = false;
    await api.ended(String(posted.body['id']));
    await app.stop();

    const output = app.lines.join('\n');
    assert.match(output, /job-refused/);
    assertNone(output, [text, key, 'SharedKey ', 'AccountKey=', format('%s', Buffer.from(text).toString('base64'))]);
  });
});
