import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';

/** There is work on a broadcast as a whole: to plan it further, to sweep what a cancel left, to begin a retry, to tell of its end. */
app.storageQueue('plan', {
  queueName: 'plan',
  connection: 'AzureWebJobsStorage',
  handler: async (message, invocation) => {
    const [{ workOnPlanQueue }, context] = await Promise.all([
      import('../shared/api/plan-queue.ts'),
      openApp().context(),
    ]);
    if (!(await workOnPlanQueue(context, message))) invocation.error('not a plan job');
  },
});
