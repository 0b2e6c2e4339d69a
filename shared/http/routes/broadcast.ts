import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { polledResponse } from '../conditional.ts';
import { guarded, reads } from '../guarded.ts';
import type { Invocation } from '../handle.ts';
import { readBroadcastId } from '../path.ts';
import type { OpenDoor } from './door.ts';
import { refused } from './refused.ts';

/** `/api/broadcasts/{id}`: GET reads one. */
export async function broadcast(request: HttpRequest, context: Invocation, open: OpenDoor): Promise<HttpResponseInit> {
  // No broadcast has this id: should a host prefer this route to the literal one, it is still the list that is meant.
  if (request.params['id'] === 'refused') return refused(request, context, open);
  return guarded(request, context, open, {
    GET: reads(async ({ broadcasts }) => {
      const id = readBroadcastId(request);
      const view = await (await broadcasts()).get(id);
      return polledResponse(request, view, view.pollAfterMs);
    }),
  });
}
