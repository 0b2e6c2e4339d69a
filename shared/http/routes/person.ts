import { does, guarded, reads } from '../guarded.ts';
import { readPersonId } from '../path.ts';
import { pageQuery, readCursor, readPage, readTenant } from '../query.ts';
import { jsonResponse } from '../responses.ts';

/** So many broadcasts are looked through unless the request says otherwise, and so many at most: each is two requests. */
export const personQuery = pageQuery({ usual: 20, most: 100, detail: '`limit` is at most 100 here.' });

/** `/api/people/{aadObjectId}`: GET tells whether somebody can be reached, and what they got lately; DELETE forgets them. */
export const person = guarded({
  GET: reads(async ({ request, broadcasts }) => {
    const id = readPersonId(request);
    const page = readPage(request, personQuery);
    const input = { id, ...page, ...readTenant(request) };
    return jsonResponse(200, await (await broadcasts()).person(input));
  }),
  DELETE: does('admin', 'person-delete', async ({ request, broadcasts }) => {
    const id = readPersonId(request);
    const input = { id, ...readCursor(request), ...readTenant(request) };
    return jsonResponse(200, await (await broadcasts()).deletePerson(input));
  }),
});
