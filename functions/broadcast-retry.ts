import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';
import { everyMethod } from '../shared/http/methods.ts';

app.http('broadcast-retry', {
  route: 'broadcasts/{id}/retry',
  methods: everyMethod,
  authLevel: 'anonymous',
  handler: async (request, context) => {
    const { retry } = await import('../shared/http/routes/retry.ts');
    return retry(request, context, openApp);
  },
});
