import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { does, guarded } from '../guarded.ts';
import type { Invocation } from '../handle.ts';
import { readBroadcastId } from '../path.ts';
import { jsonResponse } from '../responses.ts';
import type { OpenDoor } from './door.ts';

/** `/api/broadcasts/{id}/resume`: POST lets it go on. A body is not needed, and not read. */
export function resume(request: HttpRequest, context: Invocation, open: OpenDoor): Promise<HttpResponseInit> {
  return guarded(request, context, open, {
    POST: does('sender', 'broadcast-resume', async ({ broadcasts }) => {
      const id = readBroadcastId(request);
      return jsonResponse(200, await (await broadcasts()).resume(id));
    }),
  });
}
