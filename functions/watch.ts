import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';

/** Every half minute: mend what nobody works on. */
app.timer('watch', {
  schedule: '*/30 * * * * *',
  handler: async () => {
    const [{ watch }, context] = await Promise.all([import('../shared/lifecycle/watch.ts'), openApp().context()]);
    await watch(context);
  },
});
