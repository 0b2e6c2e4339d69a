import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';
import { everyMethod } from '../shared/http/methods.ts';

app.http('broadcasts-refused', {
  route: 'broadcasts/refused',
  methods: everyMethod,
  authLevel: 'anonymous',
  handler: async (request, context) => {
    const { refused } = await import('../shared/http/routes/refused.ts');
    return refused(request, context, openApp);
  },
});
