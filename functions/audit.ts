import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';
import { everyMethod } from '../shared/http/methods.ts';

app.http('audit', {
  route: 'audit',
  methods: everyMethod,
  authLevel: 'anonymous',
  handler: async (request, context) => {
    const { audit } = await import('../shared/http/routes/audit.ts');
    return audit(request, context, openApp);
  },
});
