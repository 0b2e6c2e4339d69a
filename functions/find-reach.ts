import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';
import { everyMethod } from '../shared/http/methods.ts';

app.http('find-reach', {
  route: 'reach',
  methods: everyMethod,
  authLevel: 'anonymous',
  handler: async (request, context) => {
    const { reach } = await import('../shared/http/routes/reach.ts');
    return reach(request, context, openApp);
  },
});
