import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { handle, type Invocation } from '../handle.ts';
import { readBroadcastId, readRecipient } from '../path.ts';
import { jsonResponse } from '../responses.ts';
import { type OpenDoor, openBroadcasts } from './door.ts';

/** `/api/broadcasts/{id}/deliveries/{type}/{recipient}`: GET reads how one recipient stands. */
export function delivery(request: HttpRequest, context: Invocation, open: OpenDoor): Promise<HttpResponseInit> {
  return handle(request, context, {
    GET: async () => {
      const id = readBroadcastId(request);
      const recipient = readRecipient(request);
      return jsonResponse(200, await (await openBroadcasts(open)).delivery(id, recipient.type, recipient.id));
    },
  });
}
