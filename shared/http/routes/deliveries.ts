import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { guarded, reads } from '../guarded.ts';
import type { Invocation } from '../handle.ts';
import { readBroadcastId } from '../path.ts';
import { readDeliveryFilter, readPage } from '../query.ts';
import { jsonResponse } from '../responses.ts';
import type { OpenDoor } from './door.ts';

/** `/api/broadcasts/{id}/deliveries`: GET lists how each recipient stands, all or those that fit a filter. */
export function deliveries(request: HttpRequest, context: Invocation, open: OpenDoor): Promise<HttpResponseInit> {
  return guarded(request, context, open, {
    GET: reads(async ({ broadcasts }) => {
      const id = readBroadcastId(request);
      const page = { ...readPage(request), ...readDeliveryFilter(request) };
      return jsonResponse(200, await (await broadcasts()).deliveries(id, page));
    }),
  });
}
