import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';
import { everyMethod } from '../shared/http/methods.ts';

app.http('broadcasts', {
  route: 'broadcasts',
  methods: everyMethod,
  authLevel: 'anonymous',
  handler: async (request, context) => {
    const { broadcasts } = await import('../shared/http/routes/broadcasts.ts');
    return broadcasts(request, context, openApp);
  },
});
