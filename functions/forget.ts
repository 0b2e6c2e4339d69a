import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';

/** Once a night: delete what is kept for no longer. */
app.timer('forget', {
  schedule: '0 20 3 * * *',
  handler: async () => {
    const [{ forget }, context] = await Promise.all([import('../shared/retention/forget.ts'), openApp().context()]);
    await forget(context);
  },
});
