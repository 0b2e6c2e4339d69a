import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';
import { everyMethod } from '../shared/http/methods.ts';

app.http('broadcast-webhook', {
  route: 'broadcasts/{id}/webhook',
  methods: everyMethod,
  authLevel: 'anonymous',
  handler: async (request, context) => {
    const { webhook } = await import('../shared/http/routes/webhook.ts');
    return webhook(request, context, openApp);
  },
});
