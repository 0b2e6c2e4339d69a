import { app } from '@azure/functions';
import { everyMethod } from '../shared/http/methods.ts';

app.http('nothing-here', {
  route: '{*rest}',
  methods: everyMethod,
  authLevel: 'anonymous',
  handler: async (request) => {
    const { nothingHere } = await import('../shared/http/routes/nothing-here.ts');
    return nothingHere(request);
  },
});
