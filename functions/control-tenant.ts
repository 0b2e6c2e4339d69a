import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';
import { everyMethod } from '../shared/http/methods.ts';

app.http('control-tenant', {
  route: 'tenants/{tenant}',
  methods: everyMethod,
  authLevel: 'anonymous',
  handler: async (request, context) => {
    const { tenant } = await import('../shared/http/routes/tenant.ts');
    return tenant(request, context, openApp);
  },
});
