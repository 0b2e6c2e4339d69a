import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { does, guarded } from '../guarded.ts';
import type { Invocation } from '../handle.ts';
import { readBroadcastId } from '../path.ts';
import { readTenant } from '../query.ts';
import { jsonResponse } from '../responses.ts';
import type { OpenDoor } from './door.ts';

/** `/api/broadcasts/{id}/redrive`: POST drives one on. A body is not needed, and not read. */
export function redrive(request: HttpRequest, context: Invocation, open: OpenDoor): Promise<HttpResponseInit> {
  return guarded(request, context, open, {
    POST: does('sender', 'broadcast-redrive', async ({ broadcasts }) => {
      const id = readBroadcastId(request);
      return jsonResponse(200, await (await broadcasts()).redrive(id));
    }),
  });
}

/** `/api/redrive`: POST drives everything on that has work, or what a tenant has (`?tenant=`). */
export function redriveAll(request: HttpRequest, context: Invocation, open: OpenDoor): Promise<HttpResponseInit> {
  return guarded(request, context, open, {
    POST: does('sender', 'redrive', async ({ broadcasts }) => {
      const whose = readTenant(request);
      return jsonResponse(200, await (await broadcasts()).redriveAll(whose));
    }),
  });
}
