import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';

/** A job of an urgent broadcast is on its queue: one shard to be sent. What bulk fills up is another function's. */
app.storageQueue('deliver-urgent', {
  queueName: 'deliver-urgent',
  connection: 'AzureWebJobsStorage',
  handler: async (message, invocation) => {
    const [{ deliver }, { parseDeliverJob }, context] = await Promise.all([
      import('../shared/delivery/deliver.ts'),
      import('../shared/records/jobs.ts'),
      openApp().context(),
    ]);
    const job = parseDeliverJob(message);
    if (job) await deliver(context, job);
    else invocation.error('not a deliver job');
  },
});
