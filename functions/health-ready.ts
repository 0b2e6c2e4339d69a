import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';
import { everyMethod } from '../shared/http/methods.ts';

app.http('health-ready', {
  route: 'ready',
  methods: everyMethod,
  authLevel: 'anonymous',
  handler: async (request, context) => {
    const { ready } = await import('../shared/http/routes/ready.ts');
    return ready(request, context, openApp);
  },
});
