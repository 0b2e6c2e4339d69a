import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';

/** Every half minute: mend what nobody works on, and at times what the queues gave up. */
app.timer('watch', {
  schedule: '*/30 * * * * *',
  handler: async () => {
    const [{ makeRound }, context] = await Promise.all([import('../shared/lifecycle/round.ts'), openApp().context()]);
    await makeRound(context);
  },
});
