import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { acceptedResponse } from '../conditional.ts';
import { handle, type Invocation } from '../handle.ts';
import { readBroadcastId } from '../path.ts';
import { type OpenDoor, openBroadcasts } from './door.ts';

/** `/api/broadcasts/{id}/recall`: POST takes it back. A body is not needed, and not read. */
export function recall(request: HttpRequest, context: Invocation, open: OpenDoor): Promise<HttpResponseInit> {
  return handle(request, context, {
    POST: async () => {
      const id = readBroadcastId(request);
      const recalled = await (await openBroadcasts(open)).recall(id);
      return acceptedResponse(recalled);
    },
  });
}
