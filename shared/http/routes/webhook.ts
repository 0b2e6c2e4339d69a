import { does, guarded, reads } from '../guarded.ts';
import { readBroadcastId } from '../path.ts';
import { jsonResponse } from '../responses.ts';

/** `/api/broadcasts/{id}/webhook`: GET shows how its ends were told; POST has the newest told again, and needs no body. */
export const webhook = guarded({
  GET: reads(async ({ request, broadcasts }) => {
    const id = readBroadcastId(request);
    return jsonResponse(200, await (await broadcasts()).webhook(id));
  }),
  POST: does('sender', 'webhook-repeat', async ({ request, broadcasts }) => {
    const id = readBroadcastId(request);
    return jsonResponse(202, await (await broadcasts()).tellAgain(id));
  }),
});
