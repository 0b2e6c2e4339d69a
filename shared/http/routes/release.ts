import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { parseRelease } from '../../broadcast/parse-release.ts';
import { Faults } from '../../input/faults.ts';
import { invalidRequest } from '../../input/invalid-request.ts';
import { retryAfter } from '../conditional.ts';
import { does, guarded, reads } from '../guarded.ts';
import type { Invocation } from '../handle.ts';
import { readBroadcastId } from '../path.ts';
import { readJson } from '../read-json.ts';
import { jsonResponse } from '../responses.ts';
import type { OpenDoor } from './door.ts';

/** `/api/broadcasts/{id}/release`: GET shows what is to be sent to whom, POST lets it go. */
export function release(request: HttpRequest, context: Invocation, open: OpenDoor): Promise<HttpResponseInit> {
  return guarded(request, context, open, {
    GET: reads(async ({ broadcasts }) => {
      const id = readBroadcastId(request);
      return jsonResponse(200, await (await broadcasts()).toRelease(id));
    }, 'author'),
    POST: does('sender', async ({ broadcasts, caller }) => {
      const id = readBroadcastId(request);
      const { value, repeated } = await readJson(request);
      const faults = new Faults();
      const fingerprint = parseRelease(value, repeated, faults);
      if (fingerprint === undefined) throw invalidRequest(faults);
      const released = await (await broadcasts()).release(id, fingerprint, caller);
      return jsonResponse(202, released, {
        Location: `/api/broadcasts/${encodeURIComponent(id)}`,
        ...retryAfter(released.pollAfterMs),
      });
    }),
  });
}
