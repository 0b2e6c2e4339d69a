import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';
import { everyMethod } from '../shared/http/methods.ts';

app.http('broadcast-delivery', {
  route: 'broadcasts/{id}/deliveries/{type}/{recipient}',
  methods: everyMethod,
  authLevel: 'anonymous',
  handler: async (request, context) => {
    const { delivery } = await import('../shared/http/routes/delivery.ts');
    return delivery(request, context, openApp);
  },
});
