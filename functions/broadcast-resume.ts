import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';
import { everyMethod } from '../shared/http/methods.ts';

app.http('broadcast-resume', {
  route: 'broadcasts/{id}/resume',
  methods: everyMethod,
  authLevel: 'anonymous',
  handler: async (request, context) => {
    const { resume } = await import('../shared/http/routes/resume.ts');
    return resume(request, context, openApp);
  },
});
