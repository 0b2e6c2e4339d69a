import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { guarded, reads } from '../guarded.ts';
import type { Invocation } from '../handle.ts';
import { readPage } from '../query.ts';
import { jsonResponse } from '../responses.ts';
import type { OpenDoor } from './door.ts';

/** `/api/broadcasts/refused`: GET lists the jobs of the queue door that were not taken. */
export function refused(request: HttpRequest, context: Invocation, open: OpenDoor): Promise<HttpResponseInit> {
  return guarded(request, context, open, {
    GET: reads(async ({ broadcasts }) => {
      const page = readPage(request);
      return jsonResponse(200, await (await broadcasts()).refused(page));
    }),
  });
}
