import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';
import { everyMethod } from '../shared/http/methods.ts';

app.http('broadcast-reasons', {
  route: 'broadcasts/{id}/reasons',
  methods: everyMethod,
  authLevel: 'anonymous',
  handler: async (request, context) => {
    const { reasons } = await import('../shared/http/routes/reasons.ts');
    return reasons(request, context, openApp);
  },
});
