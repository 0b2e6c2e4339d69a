import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { polledResponse } from '../conditional.ts';
import { guarded, reads } from '../guarded.ts';
import type { Invocation } from '../handle.ts';
import { readBroadcastId } from '../path.ts';
import type { OpenDoor } from './door.ts';

/** `/api/broadcasts/{id}/reasons`: GET counts why its deliveries stand as they do. */
export function reasons(request: HttpRequest, context: Invocation, open: OpenDoor): Promise<HttpResponseInit> {
  return guarded(request, context, open, {
    GET: reads(async ({ broadcasts }) => {
      const id = readBroadcastId(request);
      const view = await (await broadcasts()).reasons(id);
      return polledResponse(request, view, view.pollAfterMs);
    }),
  });
}
