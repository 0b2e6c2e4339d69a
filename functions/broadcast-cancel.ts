import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';
import { everyMethod } from '../shared/http/methods.ts';

app.http('broadcast-cancel', {
  route: 'broadcasts/{id}/cancel',
  methods: everyMethod,
  authLevel: 'anonymous',
  handler: async (request, context) => {
    const { cancel } = await import('../shared/http/routes/cancel.ts');
    return cancel(request, context, openApp);
  },
});
