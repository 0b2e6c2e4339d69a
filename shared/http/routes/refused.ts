import { guarded, reads } from '../guarded.ts';
import { readPage } from '../query.ts';
import { jsonResponse } from '../responses.ts';

/** `/api/broadcasts/refused`: GET lists the jobs of the queue door that were not taken. */
export const refused = guarded({
  GET: reads(async ({ request, broadcasts }) => {
    const page = readPage(request);
    return jsonResponse(200, await (await broadcasts()).refused(page));
  }),
});
