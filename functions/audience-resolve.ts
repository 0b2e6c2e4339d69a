import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';
import { everyMethod } from '../shared/http/methods.ts';

app.http('audience-resolve', {
  route: 'audience/resolve',
  methods: everyMethod,
  authLevel: 'anonymous',
  handler: async (request, context) => {
    const { resolve } = await import('../shared/http/routes/resolve.ts');
    return resolve(request, context, openApp);
  },
});
