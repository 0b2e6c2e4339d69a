import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';
import { everyMethod } from '../shared/http/methods.ts';

app.http('control-stop', {
  route: 'tenants/{tenant}/stop',
  methods: everyMethod,
  authLevel: 'anonymous',
  handler: async (request, context) => {
    const { stopTenant } = await import('../shared/http/routes/tenant.ts');
    return stopTenant(request, context, openApp);
  },
});
