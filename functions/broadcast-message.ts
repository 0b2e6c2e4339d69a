import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';
import { everyMethod } from '../shared/http/methods.ts';

app.http('broadcast-message', {
  route: 'broadcasts/{id}/message',
  methods: everyMethod,
  authLevel: 'anonymous',
  handler: async (request, context) => {
    const { message } = await import('../shared/http/routes/message.ts');
    return message(request, context, openApp);
  },
});
