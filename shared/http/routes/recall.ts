import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { acceptedResponse } from '../conditional.ts';
import { guarded, stops } from '../guarded.ts';
import type { Invocation } from '../handle.ts';
import { readBroadcastId } from '../path.ts';
import type { OpenDoor } from './door.ts';

/** `/api/broadcasts/{id}/recall`: POST takes it back. A body is not needed, and not read. */
export function recall(request: HttpRequest, context: Invocation, open: OpenDoor): Promise<HttpResponseInit> {
  return guarded(request, context, open, {
    POST: stops('broadcast-recall', async ({ broadcasts }) => {
      const id = readBroadcastId(request);
      return acceptedResponse(await (await broadcasts()).recall(id));
    }),
  });
}
