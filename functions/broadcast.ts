import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';
import { everyMethod } from '../shared/http/methods.ts';

app.http('broadcasts-show', {
  route: 'broadcasts/{id}',
  methods: everyMethod,
  authLevel: 'anonymous',
  handler: async (request, context) => {
    const { broadcast } = await import('../shared/http/routes/broadcast.ts');
    return broadcast(request, context, openApp);
  },
});
