import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { handle, type Invocation } from '../handle.ts';
import { readBroadcastId } from '../path.ts';
import { jsonResponse } from '../responses.ts';
import { type OpenDoor, openBroadcasts } from './door.ts';

/** `/api/broadcasts/{id}/resume`: POST lets it go on. A body is not needed, and not read. */
export function resume(request: HttpRequest, context: Invocation, open: OpenDoor): Promise<HttpResponseInit> {
  return handle(request, context, {
    POST: async () => {
      const id = readBroadcastId(request);
      return jsonResponse(200, await (await openBroadcasts(open)).resume(id));
    },
  });
}
