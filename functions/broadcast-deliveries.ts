import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';
import { everyMethod } from '../shared/http/methods.ts';

app.http('broadcast-deliveries', {
  route: 'broadcasts/{id}/deliveries',
  methods: everyMethod,
  authLevel: 'anonymous',
  handler: async (request, context) => {
    const { deliveries } = await import('../shared/http/routes/deliveries.ts');
    return deliveries(request, context, openApp);
  },
});
