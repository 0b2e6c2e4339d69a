import { app, type HttpMethod } from '@azure/functions';
import { noteAnswers } from '../../shared/http/open-answers.ts';
import { broadcasts } from '../../shared/http/routes/broadcasts.ts';
import { cancel } from '../../shared/http/routes/cancel.ts';
import { openProduct } from '../http/product.ts';
import { type TestHost, testHost } from './support.ts';

/** A host with one route that wants a body, and one that wants none, answered as the app answers. */
export async function bodiesHost(): Promise<TestHost> {
  const product = await openProduct();
  const door = () => product.door;
  const methods: HttpMethod[] = ['GET', 'POST'];
  return await testHost(() => {
    app.setup({ enableHttpStream: true });
    noteAnswers();
    app.http('broadcasts', { methods, handler: (request, invocation) => broadcasts(request, invocation, door) });
    app.http('cancel', {
      route: 'broadcasts/{id}/cancel',
      ...{ methods, handler: (request, invocation) => cancel(request, invocation, door) },
    });
  });
}
