import assert from 'node:assert/strict';
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { app } from '@azure/functions';
import { QueueClient } from '@azure/storage-queue';
import { testStorage, uniqueName } from '../support/azurite.ts';
import { gate, hostJson, limit, testHost, until } from './support.ts';

const storage = await testStorage();
const env = { AzureWebJobsStorage: storage };
const connection = 'AzureWebJobsStorage';

test('stopping tells the app first, then waits for what runs', limit, async () => {
  const queueName = uniqueName('q');
  const shutdown = new AbortController();
  const order: string[] = [];
  const begun = gate();
  const host = await testHost(
    () => {
      app.hook.appTerminate(() => {
        order.push('told');
        shutdown.abort();
      });
      app.storageQueue('worker', {
        queueName,
        connection,
        handler: async () => {
          begun.resolve();
          await new Promise((resolve) => shutdown.signal.addEventListener('abort', resolve, { once: true }));
          order.push('recorded');
        },
      });
    },
    { env },
  );
  const queue = new QueueClient(storage, queueName);
  await queue.sendMessage('in flight');
  await begun.promise;
  const settled = until(host, 'settled');
  await host.stop();
  order.push('stopped');
  assert.deepEqual(order, ['told', 'recorded', 'stopped']);
  assert.equal((await settled).outcome, 'deleted');
  assert.equal((await queue.getProperties()).approximateMessagesCount, 0);
});

test('a request under way is answered, and no new one is taken', limit, async () => {
  const begun = gate();
  const open = gate();
  const host = await testHost(() =>
    app.get('slow', async () => {
      begun.resolve();
      await open.promise;
      return { body: 'done' };
    }),
  );
  const answer = fetch(`${host.url}/api/slow`);
  await begun.promise;
  const stopped = host.stop();
  await assert.rejects(fetch(`${host.url}/api/slow`), 'a new connection is refused');
  open.resolve();
  const response = await answer;
  assert.equal(await response.text(), 'done');
  // Or the client would hold the connection, and the host, open.
  assert.equal(response.headers.get('connection'), 'close');
  await stopped;
});

test('what is not finished in time is given up, and its message stays on the queue', limit, async () => {
  const queueName = uniqueName('q');
  const begun = gate();
  const open = gate();
  const handler = async () => {
    begun.resolve();
    await open.promise;
  };
  const host = await testHost(() => app.storageQueue('stuck', { queueName, connection, handler }), { env });
  const settled: unknown[] = [];
  host.events.on('settled', (event) => settled.push(event));
  const queue = new QueueClient(storage, queueName);
  await queue.sendMessage('not done');
  await begun.promise;
  await host.stop(1);
  // Too late: the host has given it up, another one will get the message.
  const completed = until(host, 'completed');
  open.resolve();
  await completed;
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(settled, []);
  assert.equal((await queue.getProperties()).approximateMessagesCount, 1);
});

test('after stopping no message is taken, and none is lost', limit, async () => {
  const queueName = uniqueName('q');
  const queue = new QueueClient(storage, queueName);
  await queue.create();
  const sent = Array.from({ length: 40 }, (_, n) => `m${n}`);
  for (const text of sent) await queue.sendMessage(text);
  const done: string[] = [];
  const some = gate();
  const register = () =>
    app.storageQueue('worker', {
      queueName,
      connection,
      handler: (message) => {
        done.push(String(message));
        if (done.length === 5) some.resolve();
      },
    });
  const host = await testHost(register, { env, hostJson: hostJson({ batchSize: 2, newBatchThreshold: 1 }) });
  await some.promise;
  await host.stop();
  const before = done.length;
  const left: string[] = [];
  for (;;) {
    const { receivedMessageItems } = await queue.receiveMessages({ numberOfMessages: 32 });
    if (receivedMessageItems.length === 0) break;
    left.push(...receivedMessageItems.map((message) => message.messageText));
  }
  // Nothing is hidden by a poll that was under way: worked on and left are all there are.
  assert.equal(done.length, before);
  assert.deepEqual([...done, ...left].toSorted(), sent.toSorted());
});

test('messages that a poll brings when the host is stopping are given back at once', limit, async () => {
  const queueName = uniqueName('q');
  const queue = new QueueClient(storage, queueName);
  await queue.create();
  await queue.sendMessage('for another');
  const proxy = await holdingProxy(storage);
  let worked = 0;
  const handler = () => {
    worked += 1;
  };
  const register = () => app.storageQueue('worker', { queueName, connection, handler });
  const host = await testHost(register, { env: { AzureWebJobsStorage: proxy.connectionString } });
  // The service has given the message out; the host does not know it yet.
  await proxy.holding;
  const stopped = host.stop();
  proxy.release();
  await stopped;
  assert.equal(worked, 0);
  assert.equal((await queue.peekMessages()).peekedMessageItems[0]?.messageText, 'for another');
});

/** Storage reached through a proxy that holds the answer to the first poll of a queue until it is released. */
async function holdingProxy(connectionString: string) {
  const target = /QueueEndpoint=(http:[^;]+?)\/\w+;/.exec(connectionString)?.[1] ?? '';
  const held = gate();
  const holding = gate();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', target);
    const onward = send(url, { method: request.method ?? 'GET', headers: request.headers }, async (answer) => {
      if (request.method === 'GET' && url.pathname.endsWith('/messages')) {
        holding.resolve();
        await held.promise;
      }
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const through = connectionString.replace(target, `http://127.0.0.1:${port}`);
  return { connectionString: through, holding: holding.promise, release: held.resolve };
}

test('stopping twice is stopping once, and a hook that throws does not hold it up', limit, async () => {
  let told = 0;
  const host = await testHost(() => {
    app.hook.appTerminate(() => {
      told += 1;
      throw new Error('broken hook');
    });
    app.get('any', async () => ({}));
  });
  await Promise.all([host.stop(), host.stop()]);
  assert.equal(told, 1);
  assert.ok(host.log.some(({ message }) => message.includes('broken hook')));
});

test('a port that is taken is an error, and nothing is left running', limit, async () => {
  const register = () => app.get('any', async () => ({}));
  const first = await testHost(register);
  await assert.rejects(testHost(register, { port: Number(new URL(first.url).port) }), { code: 'EADDRINUSE' });
});
