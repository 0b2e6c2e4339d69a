import { polledResponse } from '../conditional.ts';
import { guarded, reads } from '../guarded.ts';
import { readBroadcastId } from '../path.ts';

/** `/api/broadcasts/{id}/reasons`: GET counts why its deliveries stand as they do. */
export const reasons = guarded({
  GET: reads(async ({ request, broadcasts }) => {
    const id = readBroadcastId(request);
    const view = await (await broadcasts()).reasons(id);
    return polledResponse(request, view, view.pollAfterMs);
  }),
});
