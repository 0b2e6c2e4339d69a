import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';
import { everyMethod } from '../shared/http/methods.ts';

app.http('audit-export', {
  route: 'audit/export',
  methods: everyMethod,
  authLevel: 'anonymous',
  handler: async (request, context) => {
    const { exportAudit } = await import('../shared/http/routes/audit.ts');
    return exportAudit(request, context, openApp);
  },
});
