import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { guarded, reads } from '../guarded.ts';
import type { Invocation } from '../handle.ts';
import { readBroadcastId, readRecipient } from '../path.ts';
import { jsonResponse } from '../responses.ts';
import type { OpenDoor } from './door.ts';

/** `/api/broadcasts/{id}/deliveries/{type}/{recipient}`: GET reads how one recipient stands. */
export function delivery(request: HttpRequest, context: Invocation, open: OpenDoor): Promise<HttpResponseInit> {
  return guarded(request, context, open, {
    GET: reads(async ({ broadcasts }) => {
      const id = readBroadcastId(request);
      const recipient = readRecipient(request);
      return jsonResponse(200, await (await broadcasts()).delivery(id, recipient.type, recipient.id));
    }),
  });
}
