import { QueueServiceClient } from '@azure/storage-queue';

/** The queues of the app. */
export type QueueName = 'broadcasts' | 'plan' | 'deliver' | 'deliver-urgent';

/** What befalls queues from outside of the app. */
export interface AppQueues {
  /** Puts a message on a queue, as it is. */
  put(queue: QueueName, text: string): Promise<void>;
  /** All messages on a queue that nobody works on now, left as they are. */
  peek(queue: QueueName): Promise<readonly string[]>;
  /** Loses all messages of a queue, also those that are being worked on. */
  lose(queue: QueueName): Promise<void>;
  /** How many messages there are, with those that are being worked on and those given up. */
  count(queue: QueueName | `${QueueName}-poison`): Promise<number>;
}

export function openQueues(storage: string): AppQueues {
  const service = QueueServiceClient.fromConnectionString(storage);
  return {
    put: async (queue, text) => void (await service.getQueueClient(queue).sendMessage(text)),
    async peek(queue) {
      const { peekedMessageItems } = await service.getQueueClient(queue).peekMessages({ numberOfMessages: 32 });
      return peekedMessageItems.map(({ messageText }) => messageText);
    },
    lose: async (queue) => void (await service.getQueueClient(queue).clearMessages()),
    count: async (queue) => (await service.getQueueClient(queue).getProperties()).approximateMessagesCount ?? 0,
  };
}
