import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { does, guarded, reads } from '../guarded.ts';
import type { Invocation } from '../handle.ts';
import { readBroadcastId } from '../path.ts';
import { jsonResponse } from '../responses.ts';
import type { OpenDoor } from './door.ts';

/** `/api/broadcasts/{id}/webhook`: GET shows how its ends were told; POST has the newest told again, and needs no body. */
export function webhook(request: HttpRequest, context: Invocation, open: OpenDoor): Promise<HttpResponseInit> {
  return guarded(request, context, open, {
    GET: reads(async ({ broadcasts }) => {
      const id = readBroadcastId(request);
      return jsonResponse(200, await (await broadcasts()).webhook(id));
    }),
    POST: does('sender', 'webhook-repeat', async ({ broadcasts }) => {
      const id = readBroadcastId(request);
      return jsonResponse(202, await (await broadcasts()).tellAgain(id));
    }),
  });
}
