import { guarded, stops } from '../guarded.ts';
import { readBroadcastId } from '../path.ts';
import { jsonResponse } from '../responses.ts';

/** `/api/broadcasts/{id}/cancel`: POST cancels it. A body is not needed, and not read. An author may with their own. */
export const cancel = guarded({
  POST: stops(
    'broadcast-cancel',
    async ({ request, broadcasts, caller }) => {
      const id = readBroadcastId(request);
      return jsonResponse(200, await (await broadcasts()).cancel(id, caller));
    },
    'author',
  ),
});
