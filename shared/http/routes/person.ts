import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { guarded, reads } from '../guarded.ts';
import type { Invocation } from '../handle.ts';
import { readPersonId } from '../path.ts';
import { pageQuery, readPage, readTenant } from '../query.ts';
import { jsonResponse } from '../responses.ts';
import type { OpenDoor } from './door.ts';

/** So many broadcasts are looked through unless the request says otherwise, and so many at most: each is two requests. */
export const personQuery = pageQuery({ usual: 20, most: 100, detail: '`limit` is at most 100 here.' });

/** `/api/people/{aadObjectId}`: GET tells whether somebody can be reached, and what they got lately. */
export function person(request: HttpRequest, context: Invocation, open: OpenDoor): Promise<HttpResponseInit> {
  return guarded(request, context, open, {
    GET: reads(async ({ broadcasts }) => {
      const id = readPersonId(request);
      const page = readPage(request, personQuery);
      const input = { id, ...page, ...readTenant(request) };
      return jsonResponse(200, await (await broadcasts()).person(input));
    }),
  });
}
