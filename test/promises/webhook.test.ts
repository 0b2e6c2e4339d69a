import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { suite, test } from 'node:test';
import type { WebhookView } from '../../shared/api/views/webhook.ts';
import { Api } from '../support/api.ts';
import { openQueues } from '../support/app-queues.ts';
import { eventually } from '../support/eventually.ts';
import { startOrg } from '../support/org.ts';
import { ownStorage } from '../support/own-storage.ts';
import { startApp } from '../support/running-app.ts';
import { openReceiver, type Received } from '../webhook/receiver.ts';

const limit = { timeout: 120_000 };
const secret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
const storage = await ownStorage();
const app = await startApp({ storage, env: { CARILLON_WEBHOOK_SECRET: secret } });
const org = await startOrg(app, { users: 5 });
const api = new Api(app, org);

type Verify = (secret: string, headers: Readonly<Record<string, unknown>>, body: string) => unknown;

/** What docs/api.md tells receivers to do, as it stands there. */
async function documented(): Promise<Verify> {
  const page = await readFile(new URL('../../docs/api.md', import.meta.url), 'utf8');
  const [, code = ''] = /```js\n(import [\s\S]*?function verify[\s\S]*?)```/.exec(page) ?? [];
  assert.ok(code, 'docs/api.md has no example of a receiver.');
  const { verify } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  return verify;
}

const webhook = async (id: string) =>
  (await api.call('GET', `/api/broadcasts/${id}/webhook`)).body as unknown as WebhookView;
const told = (id: string) =>
  eventually(
    () => webhook(id),
    ({ state }) => state !== 'pending',
  );
const dataOf = ({ body }: Received) => JSON.parse(body).data;

suite('webhook', { concurrency: 3 }, () => {
  test('who asked is told of the end once it has come, and what they are told can be proven', limit, async () => {
    const receiver = await openReceiver();
    const id = await api.send({ webhook: { url: receiver.url } });
    const [call] = await receiver.has(1);
    const view = await api.get(id);
    assert.deepEqual(dataOf(call!), view);
    assert.equal(view.counts.delivered, 5);
    const verify = await documented();
    assert.deepEqual(verify(secret, call!.headers, call!.body), JSON.parse(call!.body));
    const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
    assert.throws(() => verify(other, call!.headers, call!.body));
    assert.throws(() => verify(secret, call!.headers, call!.body.replace('5', '6')));
    const stale = { ...call!.headers, 'webhook-timestamp': String(Math.floor(Date.now() / 1_000) - 3_600) };
    assert.throws(() => verify(secret, stale, call!.body));
    const { state, attempts, nextAt } = await told(id);
    assert.deepEqual([state, attempts.map(({ status }) => status), nextAt], ['delivered', [204], null]);
  });

  test('a receiver that fails is tried again, under the same id', limit, async () => {
    const receiver = await openReceiver((response, nth) => response.writeHead(nth === 1 ? 500 : 200).end());
    const id = await api.send({ webhook: { url: receiver.url } });
    const [first, second] = await receiver.has(2);
    assert.equal(first?.headers['webhook-id'], second?.headers['webhook-id']);
    assert.equal(first?.body, second?.body);
    assert.deepEqual(
      (await told(id)).attempts.map(({ status }) => status),
      [500, 200],
    );
  });

  test('told again on request, and of a retry’s end as well', limit, async () => {
    const receiver = await openReceiver();
    const id = await api.send({ webhook: { url: receiver.url } });
    await receiver.has(1);
    await told(id);
    const again = await api.call('POST', `/api/broadcasts/${id}/webhook`);
    assert.deepEqual([again.status, again.body['state']], [202, 'pending']);
    const [one, two] = await receiver.has(2);
    assert.equal(one?.headers['webhook-id'], two?.headers['webhook-id']);
    const headers = { 'Content-Type': 'application/json' };
    const body = JSON.stringify({ run: 1, states: ['failed'] });
    assert.equal((await api.call('POST', `/api/broadcasts/${id}/retry`, { headers, body })).status, 202);
    const calls = await receiver.has(3);
    assert.deepEqual(
      calls.map((call) => dataOf(call).run),
      [1, 1, 2],
    );
  });

  test('a job on the queue has its webhook, too; one that is not allowed is refused there', limit, async () => {
    const receiver = await openReceiver();
    const queues = openQueues(storage);
    const job = (url: string) =>
      JSON.stringify({ ...api.bodyOf({ webhook: { url } }), idempotencyKey: crypto.randomUUID() });
    await queues.put('broadcasts', job(receiver.url));
    await queues.put('broadcasts', job('https://169.254.169.254/metadata'));
    await receiver.has(1);
    const { items } = await eventually(
      async () =>
        (await api.call('GET', '/api/broadcasts/refused')).body as { items: { errors: { code: string }[] }[] },
      (page) => page.items.length > 0,
    );
    assert.equal(items[0]?.errors[0]?.code, 'webhook-not-allowed');
  });

  test('no line of the log has the secret, or where the webhook is', limit, async () => {
    const receiver = await openReceiver();
    const id = await api.send({ webhook: { url: `${receiver.url}?key=hidden-key` } });
    await receiver.has(1);
    await told(id);
    const log = app.lines.join('\n');
    assert.ok(log.includes('webhook-called'));
    assert.ok(!log.includes('hidden-key') && !log.includes(secret.slice(6)) && !log.includes(receiver.url));
  });
});
