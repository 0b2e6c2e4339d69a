import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { polledResponse } from '../conditional.ts';
import { handle, type Invocation } from '../handle.ts';
import { readBroadcastId } from '../path.ts';
import { type OpenDoor, openBroadcasts } from './door.ts';

/** `/api/broadcasts/{id}/reasons`: GET counts why its deliveries stand as they do. */
export function reasons(request: HttpRequest, context: Invocation, open: OpenDoor): Promise<HttpResponseInit> {
  return handle(request, context, {
    GET: async () => {
      const id = readBroadcastId(request);
      const view = await (await openBroadcasts(open)).reasons(id);
      return polledResponse(request, view, view.pollAfterMs);
    },
  });
}
