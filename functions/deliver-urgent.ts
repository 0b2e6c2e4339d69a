import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';

/** A job of an urgent broadcast is on its queue: one shard to be sent. What bulk fills up is another function's. */
app.storageQueue('deliver-urgent', {
  queueName: 'deliver-urgent',
  connection: 'AzureWebJobsStorage',
  handler: async (message) => {
    const [{ workOnDeliverQueue }, context] = await Promise.all([
      import('../shared/delivery/deliver-queue.ts'),
      openApp().context(),
    ]);
    if (!(await workOnDeliverQueue(context, message))) context.log('error', 'job-not-read', { queue: 'urgent' });
  },
});
