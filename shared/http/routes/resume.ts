import { does, guarded } from '../guarded.ts';
import { readBroadcastId } from '../path.ts';
import { jsonResponse } from '../responses.ts';

/** `/api/broadcasts/{id}/resume`: POST lets it go on. A body is not needed, and not read. */
export const resume = guarded({
  POST: does('sender', 'broadcast-resume', async ({ request, broadcasts }) => {
    const id = readBroadcastId(request);
    return jsonResponse(200, await (await broadcasts()).resume(id));
  }),
});
