import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';

/** There is work on a broadcast as a whole: to plan it further, to sweep what a cancel left, to begin a retry, to tell of its end. */
app.storageQueue('plan', {
  queueName: 'plan',
  connection: 'AzureWebJobsStorage',
  handler: async (message) => {
    const [{ workOnPlanQueue }, context] = await Promise.all([
      import('../shared/api/plan-queue.ts'),
      openApp().context(),
    ]);
    if (!(await workOnPlanQueue(context, message))) context.log('error', 'job-not-read', { queue: 'plan' });
  },
});
