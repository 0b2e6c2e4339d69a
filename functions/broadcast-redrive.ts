import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';
import { everyMethod } from '../shared/http/methods.ts';

app.http('broadcast-redrive', {
  route: 'broadcasts/{id}/redrive',
  methods: everyMethod,
  authLevel: 'anonymous',
  handler: async (request, context) => {
    const { redrive } = await import('../shared/http/routes/redrive.ts');
    return redrive(request, context, openApp);
  },
});
