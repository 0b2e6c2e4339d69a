import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';

/** A broadcast is to be planned further, or what a cancel left of it swept. */
app.storageQueue('plan', {
  queueName: 'plan',
  connection: 'AzureWebJobsStorage',
  handler: async (message, invocation) => {
    const [{ plan }, { sweep }, { parsePlanJob }, context] = await Promise.all([
      import('../shared/lifecycle/plan.ts'),
      import('../shared/lifecycle/sweep.ts'),
      import('../shared/records/jobs.ts'),
      openApp().context(),
    ]);
    const job = parsePlanJob(message);
    if (job) await (job.do === 'plan' ? plan : sweep)(context, job);
    else invocation.error('not a plan job');
  },
});
