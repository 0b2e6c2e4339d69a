import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { handle, type Invocation } from '../handle.ts';
import { readBroadcastId } from '../path.ts';
import { readDeliveryFilter, readPage } from '../query.ts';
import { jsonResponse } from '../responses.ts';
import { type OpenDoor, openBroadcasts } from './door.ts';

/** `/api/broadcasts/{id}/deliveries`: GET lists how each recipient stands, all or those that fit a filter. */
export function deliveries(request: HttpRequest, context: Invocation, open: OpenDoor): Promise<HttpResponseInit> {
  return handle(request, context, {
    GET: async () => {
      const id = readBroadcastId(request);
      const page = { ...readPage(request), ...readDeliveryFilter(request) };
      return jsonResponse(200, await (await openBroadcasts(open)).deliveries(id, page));
    },
  });
}
