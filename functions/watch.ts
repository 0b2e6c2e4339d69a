import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';

/** Every minute: mend what nobody works on, and at times what the queues gave up. */
app.timer('watch', {
  schedule: '0 * * * * *',
  // By default the host would write each run into a blob, to make good a run that was missed: 43,200 writes a month, a
  // quarter of a dollar. The next run is a minute away, and looks at everything.
  useMonitor: false,
  handler: async () => {
    const [{ makeRound }, context] = await Promise.all([import('../shared/lifecycle/round.ts'), openApp().context()]);
    await makeRound(context);
  },
});
