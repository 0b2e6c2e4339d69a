import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';

/** Every half minute: mend what nobody works on, and put back what the queues gave up. */
app.timer('watch', {
  schedule: '*/30 * * * * *',
  handler: async () => {
    const [{ watch }, { redrivePoison }, context] = await Promise.all([
      import('../shared/lifecycle/watch.ts'),
      import('../shared/lifecycle/poison.ts'),
      openApp().context(),
    ]);
    await watch(context);
    await redrivePoison(context);
  },
});
