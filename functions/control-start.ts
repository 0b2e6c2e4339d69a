import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';
import { everyMethod } from '../shared/http/methods.ts';

app.http('control-start', {
  route: 'tenants/{tenant}/start',
  methods: everyMethod,
  authLevel: 'anonymous',
  handler: async (request, context) => {
    const { startTenant } = await import('../shared/http/routes/tenant.ts');
    return startTenant(request, context, openApp);
  },
});
