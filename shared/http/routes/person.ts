import { guarded, reads } from '../guarded.ts';
import { readPersonId } from '../path.ts';
import { pageQuery, readPage, readTenant } from '../query.ts';
import { jsonResponse } from '../responses.ts';

/** So many broadcasts are looked through unless the request says otherwise, and so many at most: each is two requests. */
export const personQuery = pageQuery({ usual: 20, most: 100, detail: '`limit` is at most 100 here.' });

/** `/api/people/{aadObjectId}`: GET tells whether somebody can be reached, and what they got lately. */
export const person = guarded({
  GET: reads(async ({ request, broadcasts }) => {
    const id = readPersonId(request);
    const page = readPage(request, personQuery);
    const input = { id, ...page, ...readTenant(request) };
    return jsonResponse(200, await (await broadcasts()).person(input));
  }),
});
