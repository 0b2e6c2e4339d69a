import { app } from '@azure/functions';
import { everyMethod } from '../shared/http/methods.ts';

app.http('health', {
  route: 'health',
  methods: everyMethod,
  authLevel: 'anonymous',
  handler: async (request, context) => {
    const { health } = await import('../shared/http/routes/health.ts');
    return health(request, context);
  },
});
