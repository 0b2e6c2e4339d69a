import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';

/** A program has put a broadcast on the queue, instead of calling the API. */
app.storageQueue('enqueue', {
  queueName: 'broadcasts',
  connection: 'AzureWebJobsStorage',
  handler: async (message, { triggerMetadata, invocationId }) => {
    const [{ enqueue }, context, broadcasts] = await Promise.all([
      import('../shared/api/door.ts'),
      openApp().context(),
      openApp().broadcasts(),
    ]);
    await enqueue(context, broadcasts, message, Date.parse(String(triggerMetadata?.['insertionTime'])), invocationId);
  },
});
