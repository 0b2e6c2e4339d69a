import { retryAfter } from '../conditional.ts';
import { does, guarded } from '../guarded.ts';
import { readBroadcastId } from '../path.ts';
import { jsonResponse } from '../responses.ts';

/** `/api/broadcasts/{id}/recall`: POST takes it back. A body is not needed, and not read. */
export const recall = guarded({
  POST: does('sender', async ({ request, broadcasts }) => {
    const id = readBroadcastId(request);
    const recalled = await (await broadcasts()).recall(id);
    return jsonResponse(202, recalled, {
      Location: `/api/broadcasts/${encodeURIComponent(id)}`,
      ...retryAfter(recalled.pollAfterMs),
    });
  }),
});
