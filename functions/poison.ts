import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';

/** Every five minutes: read what the queues gave up, and put it back. */
app.timer('poison', {
  schedule: '0 */5 * * * *',
  handler: async () => {
    const [{ redrivePoison }, { tellQueueAges }, context] = await Promise.all([
      import('../shared/lifecycle/poison.ts'),
      import('../shared/lifecycle/queue-ages.ts'),
      openApp().context(),
    ]);
    await redrivePoison(context);
    // What programs put there has no other watchman: nothing else tells of a door that nobody opens.
    await tellQueueAges(context, ['broadcasts']);
  },
});
