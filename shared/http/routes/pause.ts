import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { guarded, stops } from '../guarded.ts';
import type { Invocation } from '../handle.ts';
import { readBroadcastId } from '../path.ts';
import { jsonResponse } from '../responses.ts';
import type { OpenDoor } from './door.ts';

/** `/api/broadcasts/{id}/pause`: POST pauses it. A body is not needed, and not read. */
export function pause(request: HttpRequest, context: Invocation, open: OpenDoor): Promise<HttpResponseInit> {
  return guarded(request, context, open, {
    POST: stops('broadcast-pause', async ({ broadcasts, caller }) => {
      const id = readBroadcastId(request);
      return jsonResponse(200, await (await broadcasts()).pause(id, caller.name));
    }),
  });
}
