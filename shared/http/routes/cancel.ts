import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { does, guarded } from '../guarded.ts';
import type { Invocation } from '../handle.ts';
import { readBroadcastId } from '../path.ts';
import { jsonResponse } from '../responses.ts';
import type { OpenDoor } from './door.ts';

/** `/api/broadcasts/{id}/cancel`: POST cancels it. A body is not needed, and not read. An author may with their own. */
export function cancel(request: HttpRequest, context: Invocation, open: OpenDoor): Promise<HttpResponseInit> {
  return guarded(request, context, open, {
    POST: does('author', async ({ broadcasts, caller }) => {
      const id = readBroadcastId(request);
      return jsonResponse(200, await (await broadcasts()).cancel(id, caller));
    }),
  });
}
