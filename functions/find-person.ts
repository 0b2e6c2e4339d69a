import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';
import { everyMethod } from '../shared/http/methods.ts';

app.http('find-person', {
  route: 'people/{aadObjectId}',
  methods: everyMethod,
  authLevel: 'anonymous',
  handler: async (request, context) => {
    const { person } = await import('../shared/http/routes/person.ts');
    return person(request, context, openApp);
  },
});
