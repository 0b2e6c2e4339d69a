import { does, guarded } from '../guarded.ts';
import { readBroadcastId } from '../path.ts';
import { readTenant } from '../query.ts';
import { jsonResponse } from '../responses.ts';

/** `/api/broadcasts/{id}/redrive`: POST drives one on. A body is not needed, and not read. */
export const redrive = guarded({
  POST: does('sender', 'broadcast-redrive', async ({ request, broadcasts }) => {
    const id = readBroadcastId(request);
    return jsonResponse(200, await (await broadcasts()).redrive(id));
  }),
});

/** `/api/redrive`: POST drives everything on that has work, or what a tenant has (`?tenant=`). */
export const redriveAll = guarded({
  POST: does('sender', 'redrive', async ({ request, broadcasts }) => {
    const whose = readTenant(request);
    return jsonResponse(200, await (await broadcasts()).redriveAll(whose));
  }),
});
