import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { handle, type Invocation } from '../handle.ts';
import { readPage } from '../query.ts';
import { jsonResponse } from '../responses.ts';
import { type OpenDoor, openBroadcasts } from './door.ts';

/** `/api/broadcasts/refused`: GET lists the jobs of the queue door that were not taken. */
export function refused(request: HttpRequest, context: Invocation, open: OpenDoor): Promise<HttpResponseInit> {
  return handle(request, context, {
    GET: async () => {
      const page = readPage(request);
      return jsonResponse(200, await (await openBroadcasts(open)).refused(page));
    },
  });
}
