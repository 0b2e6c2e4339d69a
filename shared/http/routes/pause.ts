import { guarded, stops } from '../guarded.ts';
import { readBroadcastId } from '../path.ts';
import { jsonResponse } from '../responses.ts';

/** `/api/broadcasts/{id}/pause`: POST pauses it. A body is not needed, and not read. */
export const pause = guarded({
  POST: stops('broadcast-pause', async ({ request, broadcasts, caller }) => {
    const id = readBroadcastId(request);
    return jsonResponse(200, await (await broadcasts()).pause(id, caller.name));
  }),
});
