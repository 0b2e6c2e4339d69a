import { parseRelease } from '../../broadcast/parse-release.ts';
import { Faults } from '../../input/faults.ts';
import { invalidRequest } from '../../input/invalid-request.ts';
import { acceptedResponse } from '../conditional.ts';
import { does, guarded, reads } from '../guarded.ts';
import { readBroadcastId } from '../path.ts';
import { readJson } from '../read-json.ts';
import { jsonResponse } from '../responses.ts';

/** `/api/broadcasts/{id}/release`: GET shows what is to be sent to whom, POST lets it go. */
export const release = guarded({
  GET: reads(async ({ request, broadcasts }) => {
    const id = readBroadcastId(request);
    return jsonResponse(200, await (await broadcasts()).toRelease(id));
  }, 'author'),
  POST: does('sender', 'broadcast-release', async ({ request, broadcasts, caller }) => {
    const id = readBroadcastId(request);
    const { value, repeated } = await readJson(request);
    const faults = new Faults();
    const parsed = parseRelease(value, repeated, faults);
    if (!parsed) throw invalidRequest(faults);
    return acceptedResponse(await (await broadcasts()).release(id, parsed, caller));
  }),
});
