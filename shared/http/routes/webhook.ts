import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { handle, type Invocation } from '../handle.ts';
import { readBroadcastId } from '../path.ts';
import { jsonResponse } from '../responses.ts';
import { type OpenDoor, openBroadcasts } from './door.ts';

/** `/api/broadcasts/{id}/webhook`: GET shows how its ends were told; POST has the newest told again, and needs no body. */
export function webhook(request: HttpRequest, context: Invocation, open: OpenDoor): Promise<HttpResponseInit> {
  return handle(request, context, {
    GET: async () => {
      const id = readBroadcastId(request);
      return jsonResponse(200, await (await openBroadcasts(open)).webhook(id));
    },
    POST: async () => {
      const id = readBroadcastId(request);
      return jsonResponse(202, await (await openBroadcasts(open)).tellAgain(id));
    },
  });
}
