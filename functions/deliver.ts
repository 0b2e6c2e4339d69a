import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';

/** A job is on the queue: one shard to be sent. */
app.storageQueue('deliver', {
  queueName: 'deliver',
  connection: 'AzureWebJobsStorage',
  handler: async (message) => {
    const [{ workOnDeliverQueue }, context] = await Promise.all([
      import('../shared/delivery/deliver-queue.ts'),
      openApp().context(),
    ]);
    if (!(await workOnDeliverQueue(context, message))) context.log('error', 'job-not-read', { queue: 'deliver' });
  },
});
