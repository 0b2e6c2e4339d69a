import { app, type InvocationContext } from '@azure/functions';
import { QueueClient } from '@azure/storage-queue';
import type { HostOptions } from '../../local/host/host.ts';
import { testStorage, uniqueName } from '../support/azurite.ts';
import { hostJson, testHost } from './support.ts';

export const storage = await testStorage();

type Handler = (message: unknown, context: InvocationContext) => unknown;

/** A host with one function on a queue of its own. */
export async function queueHost(handler: Handler, queues: object = {}, options: Partial<HostOptions> = {}) {
  const name = uniqueName('q');
  const queue = new QueueClient(storage, name);
  const poison = new QueueClient(storage, `${name}-poison`);
  const register = () =>
    app.storageQueue(name, {
      queueName: name,
      connection: 'AzureWebJobsStorage',
      handler: async (m, c) => handler(m, c),
    });
  const env = { AzureWebJobsStorage: storage };
  const host = await testHost(register, { env, hostJson: hostJson(queues), ...options });
  return { name, queue, poison, host };
}

export const waiting = async (queue: QueueClient) => (await queue.getProperties()).approximateMessagesCount;
export const texts = async (queue: QueueClient) =>
  (await queue.peekMessages({ numberOfMessages: 32 })).peekedMessageItems.map((m) => m.messageText);
