import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';
import { everyMethod } from '../shared/http/methods.ts';

app.http('control-redrive', {
  route: 'redrive',
  methods: everyMethod,
  authLevel: 'anonymous',
  handler: async (request, context) => {
    const { redriveAll } = await import('../shared/http/routes/redrive.ts');
    return redriveAll(request, context, openApp);
  },
});
