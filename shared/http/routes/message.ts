import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { handle, type Invocation } from '../handle.ts';
import { readBroadcastId } from '../path.ts';
import { jsonResponse } from '../responses.ts';
import { type OpenDoor, openBroadcasts } from './door.ts';

/** `/api/broadcasts/{id}/message`: GET reads the whole message. */
export function message(request: HttpRequest, context: Invocation, open: OpenDoor): Promise<HttpResponseInit> {
  return handle(request, context, {
    GET: async () => {
      const id = readBroadcastId(request);
      return jsonResponse(200, await (await openBroadcasts(open)).message(id));
    },
  });
}
