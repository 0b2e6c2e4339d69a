import { app } from '@azure/functions';
import { everyMethod } from '../shared/http/methods.ts';

app.http('api-document', {
  route: 'openapi.json',
  methods: everyMethod,
  authLevel: 'anonymous',
  handler: async (request, context) => {
    const { openApi } = await import('../shared/http/routes/openapi.ts');
    return openApi(request, context);
  },
});
