import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';
import { everyMethod } from '../shared/http/methods.ts';

app.http('broadcast-recall', {
  route: 'broadcasts/{id}/recall',
  methods: everyMethod,
  authLevel: 'anonymous',
  handler: async (request, context) => {
    const { recall } = await import('../shared/http/routes/recall.ts');
    return recall(request, context, openApp);
  },
});
