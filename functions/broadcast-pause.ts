import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';
import { everyMethod } from '../shared/http/methods.ts';

app.http('broadcast-pause', {
  route: 'broadcasts/{id}/pause',
  methods: everyMethod,
  authLevel: 'anonymous',
  handler: async (request, context) => {
    const { pause } = await import('../shared/http/routes/pause.ts');
    return pause(request, context, openApp);
  },
});
