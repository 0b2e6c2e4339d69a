import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { handClock } from '../support/hand-clock.ts';
import { startConnectorServer } from '../teams/connector-server.ts';
import { newKey, sign, startBotAuthority } from './support/bot-authority.ts';
import { startGuardedEndpoint } from './support/guarded-endpoint.ts';
import { claiming, claims, good, key, message, serviceUrl, stranger } from './support/signed-message.ts';

const elsewhere = await startConnectorServer();

suite('the keys of the Bot Framework', () => {
  test('are asked for once by fifty activities at the same time', async () => {
    const own = await startBotAuthority(key);
    const endpoint = await startGuardedEndpoint(own.metadataUrl);
    const answers = await Promise.all(Array.from({ length: 50 }, () => endpoint.post(message, `Bearer ${good}`)));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
    assert.deepEqual(own.asked, ['/metadata', '/keys']);
  });

  test('may change: a new one is taken, and one that was withdrawn is not', async () => {
    const own = await startBotAuthority(key);
    const endpoint = await startGuardedEndpoint(own.metadataUrl);
    assert.equal((await endpoint.post(message, `Bearer ${good}`)).status, 200);
    const next = await newKey('key-2', ['msteams']);
    own.keys = [next];
    assert.equal((await endpoint.post(message, await claiming(serviceUrl, next))).status, 200);
    assert.equal((await endpoint.post(message, `Bearer ${good}`)).status, 401);
  });

  test('are not asked for again and again by tokens that name a key nobody knows', async () => {
    const own = await startBotAuthority(key);
    const endpoint = await startGuardedEndpoint(own.metadataUrl);
    for (let i = 0; i < 20; i++) {
      const token = await sign(claims, { ...stranger, kid: `made-up-${i}` });
      assert.equal((await endpoint.post(message, `Bearer ${token}`)).status, 401);
    }
    assert.deepEqual(own.asked, ['/metadata', '/keys']);
  });

  test('are good for a day in which the authority is out: no install is lost for it', async () => {
    const own = await startBotAuthority(key);
    const { clock, pass } = handClock();
    const endpoint = await startGuardedEndpoint(own.metadataUrl, { clock });
    // A token lives as long as the test: its end goes by the machine's clock, which does not move.
    assert.equal((await endpoint.post(message, `Bearer ${good}`)).status, 200);
    own.trouble = { status: 503 };
    for (const hours of [2, 21]) {
      pass(hours * 3_600_000);
      assert.equal((await endpoint.post(message, `Bearer ${good}`)).status, 200);
    }
    pass(3_600_000);
    assert.equal((await endpoint.post(message, `Bearer ${good}`)).status, 500);
  });

  test('are not asked for again by each of many who call while the authority is out', async () => {
    const own = await startBotAuthority(key);
    own.trouble = { status: 503 };
    const endpoint = await startGuardedEndpoint(own.metadataUrl, handClock());
    for (let i = 0; i < 20; i++) assert.equal((await endpoint.post(message, `Bearer ${good}`)).status, 500);
    assert.deepEqual(own.asked, ['/metadata']);
  });

  test('are not to be had: the log has ten of those who are refused for it in a minute, and then how many more', async () => {
    const own = await startBotAuthority(key);
    own.trouble = { status: 503 };
    const time = handClock();
    const endpoint = await startGuardedEndpoint(own.metadataUrl, time);
    for (let i = 0; i < 30; i++) assert.equal((await endpoint.post(message, `Bearer ${good}`)).status, 500);
    const failed = () => endpoint.logged.filter(({ level }) => level === 'error');
    assert.equal(failed().length, 10);
    time.pass(60_000);
    const rest = await eventually(
      async () => failed()[10],
      (line) => line !== undefined,
    );
    const error = 'KeysUnavailable: The keys that tokens are signed with are not to be had.';
    assert.deepEqual(rest, {
      level: 'error',
      event: 'request-failed',
      fields: { code: 'internal-error', error, times: 20 },
    });
  });

  test('that somebody makes up while the authority is out fill no log', async () => {
    const own = await startBotAuthority(key);
    const endpoint = await startGuardedEndpoint(own.metadataUrl, handClock());
    assert.equal((await endpoint.post(message, `Bearer ${good}`)).status, 200);
    own.trouble = { status: 503 };
    for (let i = 0; i < 30; i++) {
      const token = await sign(claims, { ...stranger, kid: `made-up-${i}` });
      assert.equal((await endpoint.post(message, `Bearer ${token}`)).status, 500);
    }
    assert.equal(endpoint.logged.filter(({ event }) => event === 'request-failed').length, 10);
  });

  for (const [what, trouble] of [
    ['when the authority is out', { status: 503 }],
    ['when it sends us somewhere else', { status: 302, location: elsewhere.serviceUrl }],
  ] as const) {
    test(`are not to be had ${what}: 500, so that Teams sends the activity again`, async () => {
      const own = await startBotAuthority(key);
      own.trouble = trouble;
      const time = handClock();
      const endpoint = await startGuardedEndpoint(own.metadataUrl, time);
      assert.equal((await endpoint.post(message, `Bearer ${good}`)).status, 500);
      assert.deepEqual(await endpoint.stored(), []);
      own.trouble = undefined;
      time.pass(1_000);
      assert.equal((await endpoint.post(message, `Bearer ${good}`)).status, 200);
      assert.equal(elsewhere.connections(), 0);
    });
  }
});
