import { acceptedResponse } from '../conditional.ts';
import { guarded, stops } from '../guarded.ts';
import { readBroadcastId } from '../path.ts';

/** `/api/broadcasts/{id}/recall`: POST takes it back. A body is not needed, and not read. */
export const recall = guarded({
  POST: stops('broadcast-recall', async ({ request, broadcasts }) => {
    const id = readBroadcastId(request);
    const recalled = await (await broadcasts()).recall(id);
    return acceptedResponse(recalled);
  }),
});
