import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { parseEdit } from '../../broadcast/parse-edit.ts';
import { Faults } from '../../input/faults.ts';
import { invalidRequest } from '../../input/invalid-request.ts';
import { acceptedResponse } from '../conditional.ts';
import { handle, type Invocation } from '../handle.ts';
import { readBroadcastId } from '../path.ts';
import { readJson } from '../read-json.ts';
import { jsonResponse } from '../responses.ts';
import { type OpenDoor, openBroadcasts } from './door.ts';

/** `/api/broadcasts/{id}/message`: GET reads the whole message, PATCH puts another in its place. */
export function message(request: HttpRequest, context: Invocation, open: OpenDoor): Promise<HttpResponseInit> {
  return handle(request, context, {
    GET: async () => {
      const id = readBroadcastId(request);
      return jsonResponse(200, await (await openBroadcasts(open)).message(id));
    },
    PATCH: async () => {
      const id = readBroadcastId(request);
      const { value, repeated } = await readJson(request);
      const faults = new Faults();
      const parsed = parseEdit(value, repeated, faults);
      if (!parsed) throw invalidRequest(faults);
      const edited = await (await openBroadcasts(open)).edit(id, parsed);
      return acceptedResponse(edited);
    },
  });
}
