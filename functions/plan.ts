import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';

/** There is work on a broadcast as a whole: to plan it further, to sweep what a cancel left, to begin a retry. */
app.storageQueue('plan', {
  queueName: 'plan',
  connection: 'AzureWebJobsStorage',
  handler: async (message, invocation) => {
    const [{ workOnBroadcast }, { parsePlanJob }, context] = await Promise.all([
      import('../shared/lifecycle/plan-queue.ts'),
      import('../shared/records/jobs.ts'),
      openApp().context(),
    ]);
    const job = parsePlanJob(message);
    if (job) await workOnBroadcast(context, job);
    else invocation.error('not a plan job');
  },
});
