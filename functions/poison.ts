import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';

/** Every five minutes: read what the queues gave up, and put it back. */
app.timer('poison', {
  schedule: '0 */5 * * * *',
  handler: async () => {
    const [{ redrivePoison }, context] = await Promise.all([
      import('../shared/lifecycle/poison.ts'),
      openApp().context(),
    ]);
    await redrivePoison(context);
  },
});
