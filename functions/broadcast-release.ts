import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';
import { everyMethod } from '../shared/http/methods.ts';

app.http('broadcast-release', {
  route: 'broadcasts/{id}/release',
  methods: everyMethod,
  authLevel: 'anonymous',
  handler: async (request, context) => {
    const { release } = await import('../shared/http/routes/release.ts');
    return release(request, context, openApp);
  },
});
