import { guarded, reads } from '../guarded.ts';
import { readCursor, readTenant } from '../query.ts';
import { jsonResponse } from '../responses.ts';

/** `/api/reach`: GET counts who is on record, and who of them can be reached. */
export const reach = guarded({
  GET: reads(async ({ request, broadcasts }) => {
    const input = { ...readTenant(request), ...readCursor(request) };
    return jsonResponse(200, await (await broadcasts()).reach(input));
  }),
});
