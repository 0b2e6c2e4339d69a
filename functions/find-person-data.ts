import { app } from '@azure/functions';
import { openApp } from '../shared/app.ts';
import { everyMethod } from '../shared/http/methods.ts';

app.http('find-person-data', {
  route: 'people/{aadObjectId}/data',
  methods: everyMethod,
  authLevel: 'anonymous',
  handler: async (request, context) => {
    const { personData } = await import('../shared/http/routes/person-data.ts');
    return personData(request, context, openApp);
  },
});
