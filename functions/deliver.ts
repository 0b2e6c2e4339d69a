import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';

/** A job is on the queue: one shard to be sent. */
app.storageQueue('deliver', {
  queueName: 'deliver',
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
