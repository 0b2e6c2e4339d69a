import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';

/** Every half minute: mend what nobody works on. */
app.timer('watch', {
  schedule: '*/30 * * * * *',
  handler: async () => {
    const [{ watch }, { tellAwake }, { tellQueueAges }, context] = await Promise.all([
      import('../shared/lifecycle/watch.ts'),
      import('../shared/lifecycle/awake.ts'),
      import('../shared/lifecycle/queue-ages.ts'),
      openApp().context(),
    ]);
    tellAwake(context);
    // Where there is no work nobody needs to know of its queues, and looking costs.
    if (await watch(context)) await tellQueueAges(context, ['urgent', 'deliver', 'plan']);
  },
});
