import { parseRelease } from '../../broadcast/parse-release.ts';
import { acceptedResponse } from '../conditional.ts';
import { does, guarded, reads } from '../guarded.ts';
import { parsedBody } from '../parsed-body.ts';
import { readBroadcastId } from '../path.ts';
import { jsonResponse } from '../responses.ts';

/** `/api/broadcasts/{id}/release`: GET shows what is to be sent to whom, POST lets it go. */
export const release = guarded({
  GET: reads(async ({ request, broadcasts }) => {
    const id = readBroadcastId(request);
    return jsonResponse(200, await (await broadcasts()).toRelease(id));
  }, 'author'),
  POST: does('sender', 'broadcast-release', async ({ request, broadcasts, caller }) => {
    const id = readBroadcastId(request);
    const asked = await parsedBody(request, parseRelease);
    return acceptedResponse(await (await broadcasts()).release(id, asked, caller));
  }),
});
