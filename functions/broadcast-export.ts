import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';
import { everyMethod } from '../shared/http/methods.ts';

app.http('broadcast-export', {
  route: 'broadcasts/{id}/deliveries/export',
  methods: everyMethod,
  authLevel: 'anonymous',
  handler: async (request, context) => {
    const { exportDeliveries } = await import('../shared/http/routes/export.ts');
    return exportDeliveries(request, context, openApp);
  },
});
