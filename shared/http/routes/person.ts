import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { Problem } from '../../errors.ts';
import { does, guarded, reads } from '../guarded.ts';
import type { Invocation } from '../handle.ts';
import { readPersonId } from '../path.ts';
import { parameter, readPage, readTenant } from '../query.ts';
import { jsonResponse } from '../responses.ts';
import type { OpenDoor } from './door.ts';

/** So many broadcasts are looked through unless the request says otherwise, and so many at most: each is two requests. */
const USUAL = 20;
const MOST = 100;

/** `/api/people/{aadObjectId}`: GET tells whether somebody can be reached, and what they got lately; DELETE forgets them. */
export function person(request: HttpRequest, context: Invocation, open: OpenDoor): Promise<HttpResponseInit> {
  return guarded(request, context, open, {
    GET: reads(async ({ broadcasts }) => {
      const id = readPersonId(request);
      const page = readPage(request, USUAL);
      if (page.limit > MOST) throw new Problem('invalid-limit', { detail: `\`limit\` is at most ${MOST} here.` });
      const input = { id, ...page, ...readTenant(request) };
      return jsonResponse(200, await (await broadcasts()).person(input));
    }),
    DELETE: does('admin', async ({ broadcasts }) => {
      const id = readPersonId(request);
      const cursor = parameter(request, 'cursor');
      const input = { id, ...(cursor !== undefined && { cursor }), ...readTenant(request) };
      return jsonResponse(200, await (await broadcasts()).deletePerson(input));
    }),
  });
}
