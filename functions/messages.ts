import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';
import { everyMethod } from '../shared/http/methods.ts';

/** Teams posts an activity: somebody installed the app, wrote to it, or removed it. */
app.http('messages', {
  route: 'messages',
  methods: everyMethod,
  authLevel: 'anonymous',
  handler: async (request, invocation) => (await openApp().messages())(request, invocation),
});
